package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway status}. */
final class Status implements Subcommand {
  @Override
  public String name() {
    return "status";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "Say whether Slipway runs, and where.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var instance = Options.instance(arguments);
    if (instance.ready().isEmpty()) {
      if (Options.json(arguments)) {
        console.json(
            Json.MAPPER
                .createObjectNode()
                .put("ready", false)
                .put("data", instance.path().toString()));
      } else {
        console.print("Slipway is not running on " + instance.path() + ".");
      }
      return 1;
    }
    var status = ApiClient.of(instance).get("/api/v1/status");
    if (Options.json(arguments)) {
      console.json(status);
    } else {
      print(status, console);
    }
    return 0;
  }

  static void print(JsonNode status, Console console) {
    line(console, "url", status.path("url").asString());
    line(console, "registry", status.path("registry").asString());
    line(console, "ingress", status.path("ingress").asString());
    line(console, "kubernetes", status.path("kubernetes").asString());
    line(console, "kubeconfig", status.path("kubeconfig").asString());
    line(console, "data", status.path("data").asString());
    console.print("");
    console.print("next: export KUBECONFIG=" + status.path("kubeconfig").asString());
  }

  private static void line(Console console, String name, String value) {
    console.print(String.format("  %-11s %s", name, value));
  }
}
