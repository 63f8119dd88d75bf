package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One call of gcloud: its options, and Google's APIs at the process with its credentials. */
final class GcloudCall {
  private static final List<String> VALUED =
      List.of(
          "--account",
          "--allowed-audiences",
          "--attribute-condition",
          "--attribute-mapping",
          "--condition",
          "--configuration",
          "--cred-file",
          "--description",
          "--display-name",
          "--filter",
          "--format",
          "--impersonate-service-account",
          "--issuer-uri",
          "--jwk-json-path",
          "--limit",
          "--location",
          "--member",
          "--page-size",
          "--project",
          "--region",
          "--repository-format",
          "--role",
          "--sort-by",
          "--verbosity",
          "--workload-identity-pool",
          "--zone|-z");

  private static final List<String> SWITCHES =
      List.of(
          "--async",
          "--brief",
          "--enabled",
          "--force",
          "--include-tags",
          "--internal-ip",
          "--quiet|-q",
          "--disabled",
          "--version",
          "--no-user-output-enabled",
          "--user-output-enabled");

  private final Surroundings around;
  private final Flags flags;
  private final String command;

  private GcloudCall(Surroundings around, Flags flags, String command) {
    this.around = around;
    this.flags = flags;
    this.command = command;
  }

  /**
   * Reads a command line.
   *
   * @param words takes what is no option
   */
  static GcloudCall parse(Surroundings around, List<String> arguments, List<String> words) {
    Flags flags =
        Flags.parse(
            arguments,
            new Flags.Declared(VALUED, SWITCHES),
            problem ->
                new ToolFailure(
                    2,
                    "ERROR: (gcloud) unrecognized arguments: "
                        + problem.replaceFirst("^unknown flag: ", "")
                        + "\nThis stand-in for gcloud does not have it."));
    words.addAll(flags.words());
    if (flags.has("--version")) {
      words.add("version");
    }
    flags
        .last("--impersonate-service-account")
        .ifPresent(account -> {
          throw Gcloud.usage(
              "auth", "--impersonate-service-account is not supported; name it in the action auth");
        });
    String name = String.join(".", flags.words().stream().limit(4).toList());
    return new GcloudCall(around, flags, name);
  }

  Flags flags() {
    return flags;
  }

  String project() throws IOException {
    Optional<String> given = flags.last("--project");
    return given.isPresent()
        ? given.get()
        : new GcloudFiles(around)
            .property("core/project")
            .orElseThrow(() ->
                new ToolFailure(
                    1,
                    "ERROR: (gcloud."
                        + command
                        + ") The required property [project] is not currently set.\n"
                        + "You may set it for your current workspace by running:\n\n"
                        + "  $ gcloud config set project VALUE\n\n"
                        + "or it can be set temporarily by the environment variable"
                        + " [CLOUDSDK_CORE_PROJECT]"));
  }

  /** {@code --location}, {@code --region} and {@code --zone} mean the same here (S42). */
  Optional<String> location() {
    return flags
        .last("--location")
        .or(() -> flags.last("--region"))
        .or(() -> flags.last("--zone"))
        .filter(l -> !l.isEmpty());
  }

  JsonNode get(String api, String path) throws IOException {
    return send("GET", api, path, new byte[0]);
  }

  JsonNode post(String api, String path, JsonNode body) throws IOException {
    return send("POST", api, path, Json.bytes(body));
  }

  private JsonNode send(String method, String api, String path, byte[] body) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Authorization", "Bearer " + new GoogleTokens(around).accessToken());
    headers.put("Accept", "application/json");
    if (body.length > 0) {
      headers.put("Content-Type", "application/json");
    }
    Web.Answer answer = Web.call(method, endpoint(api) + path, Map.copyOf(headers), body);
    if (!answer.isGood()) {
      throw failure(answer);
    }
    return answer.json();
  }

  private String endpoint(String api) {
    String override = "CLOUDSDK_API_ENDPOINT_OVERRIDES_" + api.toUpperCase(Locale.ROOT);
    String base =
        around
            .variable(override)
            .or(() -> around.variable("SLIPWAY_URL"))
            .orElseThrow(() ->
                new ToolFailure(
                    1,
                    "ERROR: (gcloud) neither SLIPWAY_URL nor "
                        + override
                        + " is set; this"
                        + " stand-in works in the steps of a job only"));
    return base.replaceFirst("/+$", "");
  }

  private ToolFailure failure(Web.Answer answer) {
    String text = answer.text();
    if (!text.startsWith("{") || !answer.json().has("error")) {
      return new ToolFailure(1, "ERROR: (gcloud." + command + ") " + Web.detail(answer));
    }
    JsonNode error = answer.json().path("error");
    var words = new StringBuilder("ERROR: (gcloud." + command + ") ");
    words.append(error.path("status").asString("HTTP " + answer.status())).append(": ");
    words.append(error.path("message").asString(text));
    for (JsonNode detail : error.path("details")) {
      words.append("\n- ");
      words.append(Json.pretty(detail).replace("\n", "\n  "));
    }
    return new ToolFailure(1, words.toString());
  }

  /** Prints what an API answered, as {@code --format} asks. */
  void print(JsonNode answer, String fallback) {
    String format = flags.last("--format").orElse(fallback);
    GcloudFormat.lines(format, answer).forEach(around.console()::print);
  }
}
