package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code docker}, as far as images go: building, naming, moving and looking at them. */
final class Docker {
  private static final List<String> COMMANDS =
      List.of(
          "build", "builder", "buildx", "context", "history", "image", "images", "info", "inspect",
          "login", "logout", "pull", "push", "rmi", "save", "system", "tag", "version");

  /** Those that are no groups of others. */
  private static final Set<String> DOING =
      Set.of(
          "build", "history", "images", "info", "inspect", "login", "logout", "pull", "push", "rmi",
          "save", "tag", "version");

  private final Surroundings around;

  Docker(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    if (arguments.isEmpty() || arguments.getFirst().equals("--help")) {
      print("Images are built and kept by this instance of Slipway; there are no containers.");
      print("Commands: " + String.join(", ", COMMANDS));
      return 0;
    }
    List<String> rest = arguments.subList(1, arguments.size());
    String command = arguments.getFirst();
    if (DOING.contains(command) && DockerUsage.isAsked(rest)) {
      print(DockerUsage.help(command.equals("build") ? "buildx build" : command));
      return 0;
    }
    return switch (command) {
      case "system" -> system(rest);
      case "build" -> new DockerBuild(around).run(rest);
      case "builder" -> builder(rest);
      case "buildx" -> new DockerBuildx(around).run(rest);
      case "context" -> context(rest);
      case "history" -> new DockerImages(around).history(rest);
      case "image" -> image(rest);
      case "images" -> new DockerImages(around).list(rest);
      case "info" -> info(rest);
      case "inspect" -> new DockerImages(around).inspect(rest);
      case "login" -> login(rest);
      case "logout" -> logout(rest);
      case "pull" -> new DockerTransfer(around).pull(rest);
      case "push" -> new DockerTransfer(around).push(rest);
      case "rmi" -> remove(rest);
      case "save" -> save(rest);
      case "tag" -> tag(rest);
      case "version", "--version", "-v" -> version(arguments);
      default -> throw unknown(command);
    };
  }

  private int builder(List<String> arguments) throws IOException {
    if (isPrune(arguments)) {
      return prune();
    }
    if (!arguments.isEmpty() && arguments.getFirst().equals("build")) {
      return new DockerBuild(around).run(arguments.subList(1, arguments.size()));
    }
    throw unknown("builder " + String.join(" ", arguments));
  }

  private int system(List<String> arguments) {
    if (isPrune(arguments)) {
      return prune();
    }
    throw unknown("system " + String.join(" ", arguments));
  }

  private static boolean isPrune(List<String> arguments) {
    return !arguments.isEmpty() && arguments.getFirst().equals("prune");
  }

  /** Nothing is left to remove: this instance cleans up by itself. */
  private int prune() {
    print("Total reclaimed space: 0B");
    around.console().note("This instance of Slipway removes what is not needed by itself.");
    return 0;
  }

  private static ToolFailure unknown(String command) {
    return new ToolFailure(
        1,
        "docker: '"
            + command
            + "' is not there: this docker builds and moves images and runs no containers.\n"
            + "Commands: "
            + String.join(", ", COMMANDS));
  }

  /** An error in the words that docker has for what its daemon refuses. */
  static ToolFailure daemon(SlipwayException e) {
    return new ToolFailure(1, "Error response from daemon: " + e.getMessage());
  }

  private int image(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      throw unknown("image");
    }
    if (isPrune(arguments)) {
      return prune();
    }
    List<String> rest = new ArrayList<>(arguments.subList(1, arguments.size()));
    String command =
        switch (arguments.getFirst()) {
          case "ls", "list" -> "images";
          case "rm", "remove" -> "rmi";
          case "build", "history", "inspect", "pull", "push", "save", "tag" -> arguments.getFirst();
          default -> throw unknown("image " + arguments.getFirst());
        };
    rest.addFirst(command);
    return run(rest);
  }

  private int context(List<String> arguments) {
    Flags flags = parse("context", arguments, List.of("--format|-f"), List.of());
    if (!flags.words().isEmpty() && flags.words().getFirst().equals("inspect")) {
      JsonNode node =
          Json.parse(
              ("{\"Name\":\"default\",\"Metadata\":{},\"Endpoints\":{\"docker\":"
                      + "{\"Host\":\"unix:///var/run/docker.sock\",\"SkipTLSVerify\":false}}}")
                  .getBytes(StandardCharsets.UTF_8),
              "context");
      print(
          flags
              .last("--format")
              .map(f -> GoTemplate.fill(f, node))
              .orElse(Json.pretty(List.of(node))));
      return 0;
    }
    throw unknown("context " + String.join(" ", flags.words()));
  }

  private int version(List<String> arguments) {
    JsonNode node = DockerTexts.version();
    Flags flags =
        parse("version", arguments.subList(1, arguments.size()), List.of("--format|-f"), List.of());
    if (!arguments.getFirst().equals("version")) {
      print("Docker version 28.0.4, build slipway");
    } else {
      print(flags.last("--format").map(f -> GoTemplate.fill(f, node)).orElse(DockerTexts.VERSION));
    }
    return 0;
  }

  private int info(List<String> arguments) {
    Flags flags = parse("info", arguments, List.of("--format|-f"), List.of());
    JsonNode node = DockerTexts.info();
    print(flags.last("--format").map(f -> GoTemplate.fill(f, node)).orElse(DockerTexts.INFO));
    return 0;
  }

  private int tag(List<String> arguments) {
    Flags flags = parse("tag", arguments, List.of(), List.of());
    List<String> words = DockerUsage.words("tag", flags);
    var body = Json.MAPPER.createObjectNode();
    body.put("source", words.get(0)).put("target", words.get(1));
    try {
      JobApi.of(around).post("images/tag", body);
      return 0;
    } catch (SlipwayException e) {
      throw daemon(e);
    }
  }

  private int remove(List<String> arguments) {
    Flags flags = parse("rmi", arguments, List.of(), List.of("--force|-f", "--no-prune"));
    for (String name : DockerUsage.words("rmi", flags)) {
      try {
        JobApi.of(around).post("images/untag", Json.MAPPER.createObjectNode().put("name", name));
        print("Untagged: " + name);
      } catch (SlipwayException e) {
        if (!flags.has("--force")) {
          throw daemon(e);
        }
      }
    }
    return 0;
  }

  private int save(List<String> arguments) throws IOException {
    Flags flags = parse("save", arguments, List.of("--output|-o", "--platform"), List.of());
    var body = Json.MAPPER.createObjectNode();
    var names = body.putArray("names");
    DockerUsage.words("save", flags).forEach(names::add);
    Optional<String> file = flags.last("--output");
    try {
      if (file.isEmpty()) {
        JobApi.of(around).copy("images/archive", body, around.console().out());
        return 0;
      }
      Path target = around.directory().resolve(file.get());
      Path made = Files.createTempFile(target.toAbsolutePath().getParent(), ".save", "");
      try {
        try (OutputStream out = Files.newOutputStream(made)) {
          JobApi.of(around).copy("images/archive", body, out);
        }
        Files.move(made, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(made);
      }
      return 0;
    } catch (SlipwayException e) {
      throw daemon(e);
    }
  }

  private int login(List<String> arguments) throws IOException {
    Flags flags =
        parse(
            "login",
            arguments,
            List.of("--username|-u", "--password|-p"),
            List.of("--password-stdin"));
    List<String> words = DockerUsage.words("login", flags);
    checkPassword(flags);
    String host = words.isEmpty() ? "docker.io" : Hosts.normal(words.getFirst());
    String user =
        flags
            .last("--username")
            .orElseThrow(() ->
                new ToolFailure(
                    1, "Error: Cannot perform an interactive login from a non TTY device"));
    String password =
        flags.has("--password-stdin")
            ? new String(around.input().readAllBytes(), StandardCharsets.UTF_8)
                .replaceFirst("\\r?\\n$", "")
            : flags.last("--password").orElse("");
    if (password.isEmpty()) {
      throw new ToolFailure(1, "Error: Password Required");
    }
    if (user.startsWith("_json_key")) {
      throw new ToolFailure(
          1,
          "Error response from daemon: service account keys are not accepted: they never expire."
              + " Use the action google-github-actions/auth with a workload identity provider, then"
              + " 'gcloud auth configure-docker "
              + host
              + "'");
    }
    var body =
        Json.MAPPER
            .createObjectNode()
            .put("host", host)
            .put("user", user)
            .put("password", password);
    try {
      JobApi.of(around).post("logins", body);
    } catch (SlipwayException e) {
      throw new ToolFailure(
          1, "Error response from daemon: Get \"https://" + host + "/v2/\": " + e.getMessage());
    }
    var config = new DockerConfigFile(around);
    config.login(host, new DockerConfigFile.Login(user, password));
    around
        .console()
        .note(
            "\nWARNING! Your credentials are stored unencrypted in '"
                + config.file()
                + "'.\nConfigure a credential helper to remove this warning. See\n"
                + "https://docs.docker.com/go/credential-store/\n");
    print("Login Succeeded");
    return 0;
  }

  private void checkPassword(Flags flags) {
    boolean given = flags.last("--password").isPresent();
    if (given) {
      around
          .console()
          .note("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
    }
    if (given && flags.has("--password-stdin")) {
      throw new ToolFailure(
          1, "conflicting options: cannot specify both --password and --password-stdin");
    }
    if (flags.has("--password-stdin") && flags.last("--username").isEmpty()) {
      throw new ToolFailure(1, "the --password-stdin option requires --username to be set");
    }
  }

  private int logout(List<String> arguments) {
    Flags flags = parse("logout", arguments, List.of(), List.of());
    List<String> words = DockerUsage.words("logout", flags);
    String host = words.isEmpty() ? "docker.io" : Hosts.normal(words.getFirst());
    boolean there = new DockerConfigFile(around).logout(host);
    print(there ? "Removing login credentials for " + host : "Not logged in to " + host);
    return 0;
  }

  static Flags parse(
      String command, List<String> arguments, List<String> valued, List<String> switches) {
    return Flags.parse(
        arguments,
        new Flags.Declared(valued, switches),
        problem -> DockerUsage.wrong(command, problem));
  }

  private void print(String line) {
    around.console().print(line);
  }
}
