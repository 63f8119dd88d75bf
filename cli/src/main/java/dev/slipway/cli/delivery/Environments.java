package dev.slipway.cli.delivery;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.runs.EnvironmentRules;
import dev.slipway.client.ApiClient;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway environments}: where releases go, and what is there. */
final class Environments implements Subcommand {
  private static final String FORMAT = "%-14s %-24s %8s  %-24s %-8s %s";

  @Override
  public String name() {
    return "environments";
  }

  @Override
  public CommandSpec spec() {
    var spec = Options.command(name(), "List the environments and the latest release of each.");
    EnvironmentRules.specs().forEach(below -> spec.addSubcommand(below.name(), below));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (arguments.hasSubcommand()) {
      return EnvironmentRules.run(arguments.subcommand(), console);
    }
    var answer = ApiClient.of(Options.instance(arguments)).get("/api/v1/environments");
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    if (answer.path("environments").isEmpty()) {
      console.print("Nothing has been deployed yet.");
      console.print("");
      console.print("next: kubectl apply -k k8s/overlays/production");
      return 0;
    }
    console.print(
        String.format(FORMAT, "ENVIRONMENT", "NAMESPACE", "RELEASE", "STATE", "COMMIT", "WHEN"));
    for (JsonNode environment : answer.path("environments")) {
      JsonNode latest = environment.path("latest");
      if (latest.isObject()) {
        console.print(
            String.format(
                FORMAT,
                environment.path("name").asString(),
                environment.path("namespace").asString(),
                latest.path("number").asInt(),
                Words.state(latest),
                Words.commit(latest),
                Words.ago(latest, Instant.now())));
      }
      for (JsonNode held : environment.path("quarantined")) {
        console.print(
            "  quarantined: "
                + Words.commit(held)
                + " of "
                + held.path("repository").asString()
                + " (release "
                + held.path("release").asInt()
                + ")");
      }
    }
    console.print("");
    console.print("next: slipway history --environment NAME");
    return 0;
  }
}
