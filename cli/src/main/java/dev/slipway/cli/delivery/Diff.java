package dev.slipway.cli.delivery;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway diff N M}: what differs between the manifests of two releases. */
final class Diff implements Subcommand {
  @Override
  public String name() {
    return "diff";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "Show what differs between the manifests of two releases.")
        .addPositional(Options.argument(0, "N", "1", "the number of the one release"))
        .addPositional(Options.argument(1, "M", "1", "the number of the other"))
        .addOption(
            Options.value("NAME", "the environment or its namespace", "-e", "--environment"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String from = arguments.matchedPositionalValue(0, "");
    String to = arguments.matchedPositionalValue(1, "");
    var answer =
        ApiClient.of(Options.instance(arguments))
            .get(
                "/api/v1/releases/"
                    + ApiClient.segment(from)
                    + "/diff/"
                    + ApiClient.segment(to)
                    + Words.query(arguments));
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    console.print(answer.path("fromTitle").asString() + " to " + answer.path("toTitle").asString());
    if (answer.path("objects").isEmpty()) {
      console.print("  the manifests are the same");
    }
    for (JsonNode object : answer.path("objects")) {
      console.print(
          "  " + object.path("object").asString() + " " + object.path("change").asString());
      for (JsonNode field : object.path("fields")) {
        console.print("    " + field.path("field").asString());
        console.print("      - " + text(field.path("old")));
        console.print("      + " + text(field.path("new")));
      }
    }
    return 0;
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "(nothing)";
    }
    return value.isString() ? value.asString() : Json.text(value);
  }
}
