package dev.slipway.cli.delivery;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** What the commands that list an environment's releases have in common. */
final class Listing {
  private static final int LIMIT = 20;

  private Listing() {}

  static CommandSpec command(String name, String text) {
    return Options.command(name, text)
        .addOption(Options.value("NAME", "the environment or its namespace", "-e", "--environment"))
        .addOption(Options.number("N", "at most so many releases (" + LIMIT + ")", "--limit"));
  }

  /** The newest releases, as {@code /api/v1/WHAT} tells them. */
  static JsonNode ask(ParseResult arguments, String what) {
    int limit = arguments.matchedOptionValue("--limit", LIMIT);
    return ApiClient.of(Options.instance(arguments))
        .get("/api/v1/" + what + Words.query(arguments) + "&limit=" + limit);
  }

  static void title(JsonNode answer, Console console) {
    console.print(
        answer.path("environment").asString()
            + " (namespace "
            + answer.path("namespace").asString()
            + ")");
  }
}
