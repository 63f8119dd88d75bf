package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.instance.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code slipway build DIR}: builds an image from a Dockerfile, as {@code docker build} does. */
final class Build implements Subcommand {
  private static final int SIZE_UNIT = 1_000_000;

  @Override
  public CommandSpec spec() {
    return Options.command("build", "Build an image from the Dockerfile in a directory.")
        .addPositional(Options.argument(0, "DIR", "1", "the build context"))
        .addOption(Options.values("NAME", "name the image; may be repeated", "-t", "--tag"))
        .addOption(Options.value("FILE", "the Dockerfile (DIR/Dockerfile)", "-f", "--file"))
        .addOption(Options.value("STAGE", "build this stage instead of the last", "--target"))
        .addOption(Options.values("NAME=VALUE", "a value for an ARG", "--build-arg"))
        .addOption(
            Options.values("NAME=DIR|IMAGE", "what a name in FROM or --from is", "--build-context"))
        .addOption(
            Options.values("id=ID,src=FILE", "a secret for RUN --mount=type=secret", "--secret"))
        .addOption(Options.values("NAME=VALUE", "add a label", "--label"))
        .addOption(
            Options.values(
                "type=T,dest=PATH", "also write it: oci, docker, local, tar", "-o", "--output"))
        .addOption(Options.flag("do every step anew", "--no-cache"))
        .addOption(Options.flag("look for newer base images", "--pull"))
        .addOption(Options.flag("say for each step why it was done or not", "--explain"))
        .addOption(Options.flag("print the image's digest alone", "-q", "--quiet"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    Path context = Path.of(arguments.matchedPositionalValue(0, ".")).toAbsolutePath().normalize();
    if (!Files.isDirectory(context)) {
      throw new SlipwayException(
          context + " is not a directory; name the folder that holds the Dockerfile");
    }
    boolean json = Options.json(arguments);
    boolean quiet = Options.is(arguments, "--quiet") || json;
    var outcome = new Outcome();
    ApiClient.of(Options.instance(arguments)).stream(
        "POST",
        "/api/v1/builds",
        request(context, arguments),
        line -> outcome.hear(Json.MAPPER.readTree(line), quiet, console));
    return outcome.report(json, quiet, console);
  }

  private static ObjectNode request(Path context, ParseResult arguments) {
    var request = Json.MAPPER.createObjectNode();
    request.put("context", context.toString());
    request.put("directory", Path.of("").toAbsolutePath().toString());
    optional(request, arguments, "dockerfile", "--file");
    optional(request, arguments, "target", "--target");
    list(request, arguments, "tags", "--tag");
    list(request, arguments, "buildArgs", "--build-arg");
    list(request, arguments, "contexts", "--build-context");
    list(request, arguments, "secrets", "--secret");
    list(request, arguments, "labels", "--label");
    list(request, arguments, "outputs", "--output");
    request.put("noCache", Options.is(arguments, "--no-cache"));
    request.put("pull", Options.is(arguments, "--pull"));
    request.put("explain", Options.is(arguments, "--explain"));
    return request;
  }

  private static void optional(
      ObjectNode request, ParseResult arguments, String name, String option) {
    if (arguments.hasMatchedOption(option)) {
      request.put(name, arguments.<String>matchedOptionValue(option, ""));
    }
  }

  private static void list(ObjectNode request, ParseResult arguments, String name, String option) {
    var array = request.putArray(name);
    arguments.<List<String>>matchedOptionValue(option, List.of()).forEach(array::add);
  }

  /** What the process says while it builds. */
  private static final class Outcome {
    private JsonNode result = Json.MAPPER.missingNode();
    private JsonNode error = Json.MAPPER.missingNode();

    void hear(JsonNode message, boolean quiet, Console console) {
      if (message.has("line") && !quiet) {
        console.note(message.path("line").asString());
      }
      if (message.has("result")) {
        result = message.path("result");
      }
      if (message.has("error")) {
        error = message.path("error");
      }
    }

    int report(boolean json, boolean quiet, Console console) {
      if (error.isMissingNode() && result.isMissingNode()) {
        throw new SlipwayException(
            "the build ended without a result: the process has gone; 'slipway logs' says why");
      }
      if (!error.isMissingNode()) {
        if (json) {
          console.json(Json.MAPPER.createObjectNode().put("error", error.asString()));
        } else {
          console.note("slipway: " + error.asString());
        }
        return 1;
      }
      if (json) {
        console.json(result);
      } else if (quiet) {
        console.print(result.path("digest").asString());
      } else {
        print(console);
      }
      return 0;
    }

    private void print(Console console) {
      console.print(
          String.format(
              "%s  %.1f MB compressed, %d ms",
              result.path("digest").asString(),
              result.path("compressedBytes").asDouble() / SIZE_UNIT,
              result.path("milliseconds").asLong()));
      result.path("tags").forEach(tag -> console.print("named " + tag.asString()));
    }
  }
}
