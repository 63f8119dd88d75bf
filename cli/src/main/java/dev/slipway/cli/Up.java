package dev.slipway.cli;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.DaemonProcess;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway up}: starts the process, or says that it runs. */
final class Up implements Subcommand {
  private static final List<String> PORTS =
      List.of("--port", "--kubernetes-port", "--ingress-port");

  @Override
  public String name() {
    return "up";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "Start Slipway in the background; containers that run are adopted.")
        .addOption(Options.number("N", "HTTP: registry and API (7717)", PORTS.get(0)))
        .addOption(Options.number("N", "the Kubernetes API (7643)", PORTS.get(1)))
        .addOption(Options.number("N", "HTTP of the applications (7780)", PORTS.get(2)));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var instance = Options.instance(arguments);
    var process = new DaemonProcess(instance);
    boolean start = instance.ready().isEmpty();
    JsonNode status;
    if (start) {
      var options = new ArrayList<String>();
      for (String port : PORTS) {
        if (arguments.hasMatchedOption(port)) {
          options.add(port);
          options.add(Integer.toString(arguments.<Integer>matchedOptionValue(port, 0)));
        }
      }
      process
          .rehearse()
          .ifPresent(problem -> console.note("slipway: this build will start slowly: " + problem));
      status = process.start(options);
    } else {
      status = ApiClient.of(instance).get("/api/v1/status");
    }
    if (Options.json(arguments)) {
      console.json(status);
      return 0;
    }
    console.print(start ? "Slipway is up." : "Slipway is running.");
    Status.print(status, console);
    if (isOfAnotherBuild(status)) {
      console.print(
          "      It runs an older build. To go on with this one, while the containers run on:");
      console.print("      slipway down --keep-containers && slipway up");
    }
    return 0;
  }

  private static boolean isOfAnotherBuild(JsonNode status) {
    String own = System.getProperty("slipway.dist", "");
    return !own.isEmpty() && !own.equals(status.path("build").asString(own));
  }
}
