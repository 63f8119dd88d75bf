package dev.slipway.cli.standin;

import java.io.IOException;
import java.util.List;

/** {@code docker buildx}: one builder, which is the process itself. */
final class DockerBuildx {
  private final Surroundings around;

  DockerBuildx(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      around.console().print("Commands: build, create, inspect, ls, prune, rm, use, version");
      return 0;
    }
    List<String> rest = arguments.subList(1, arguments.size());
    switch (arguments.getFirst()) {
      case "build", "b" -> {
        return new DockerBuild(around).run(rest);
      }
      case "version" -> around.console().print(DockerTexts.BUILDX_VERSION);
      case "inspect" -> inspect(rest);
      case "create" -> create(rest);
      case "prune" -> {
        return new Docker(around).run(List.of("builder", "prune"));
      }
      case "use", "rm", "stop" -> parse(arguments.getFirst(), rest);
      case "ls" -> {
        parse("ls", rest);
        around.console().print("NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS");
        around.console().print("default*      docker                                 ");
        around
            .console()
            .print(" \\_ default    \\_ default       running   v0.16.0    linux/amd64");
      }
      default ->
          throw new ToolFailure(
              1,
              "docker: unknown command: docker buildx "
                  + arguments.getFirst()
                  + "\n\nThere are: build, create, inspect, ls, prune, rm, use, version");
    }
    return 0;
  }

  private void inspect(List<String> arguments) {
    Flags flags = parse("inspect", arguments);
    String name = flags.words().isEmpty() ? "default" : flags.words().getFirst();
    around
        .console()
        .print(DockerTexts.INSPECT.replaceFirst("Name: {10}default", "Name:          " + name));
  }

  private void create(List<String> arguments) {
    Flags flags = parse("create", arguments);
    around.console().print(flags.last("--name").orElse("default"));
  }

  private static Flags parse(String command, List<String> arguments) {
    return Docker.parse(
        "buildx " + command,
        arguments,
        List.of(
            "--name",
            "--driver",
            "--driver-opt",
            "--buildkitd-flags",
            "--buildkitd-config",
            "--config",
            "--node",
            "--platform",
            "--builder"),
        List.of(
            "--use",
            "--bootstrap",
            "--append",
            "--leave",
            "--global",
            "--default",
            "--force|-f",
            "--all-inactive",
            "--keep-state"));
  }
}
