package dev.slipway.cli.registry;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway repositories}: the registry's repositories, one line each. */
final class Repositories implements Subcommand {
  private static final String FORMAT = "%-40s %-14s %7s %10s  %-9s %s";
  private static final double MEGABYTE = 1_000_000;

  @Override
  public String name() {
    return "repositories";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "List the repositories of images.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var answer =
        ApiClient.of(Options.instance(arguments)).get(RegistryCommands.API + "/repositories");
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    console.print(
        String.format(FORMAT, "REPOSITORY", "LOCATION", "IMAGES", "SIZE", "TAGS", "POLICIES"));
    for (JsonNode repository : answer.path("repositories")) {
      console.print(
          String.format(
              FORMAT,
              repository.path("name").asString(),
              repository.path("location").asString(),
              repository.path("images").asInt(),
              String.format("%.1f MB", repository.path("bytes").asDouble() / MEGABYTE),
              repository.path("immutableTags").asBoolean() ? "immutable" : "movable",
              repository.path("cleanupPolicies").isEmpty()
                  ? "-"
                  : repository.path("cleanupPolicies").size()
                      + " ("
                      + repository.path("cleanup").asString()
                      + ")"));
    }
    return 0;
  }
}
