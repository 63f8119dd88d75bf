package dev.slipway.cli.delivery;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway releases}: one line each. */
final class Releases implements Subcommand {
  private static final String FORMAT = "%4s  %-24s %-8s %-11s %8s  %s";

  @Override
  public String name() {
    return "releases";
  }

  @Override
  public CommandSpec spec() {
    return Listing.command(name(), "List the releases of an environment, the newest first.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var answer = Listing.ask(arguments, name());
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    Listing.title(answer, console);
    console.print(String.format(FORMAT, "#", "STATE", "COMMIT", "WHEN", "TOOK", "CAUSE"));
    for (JsonNode release : answer.path("releases")) {
      console.print(
          String.format(
              FORMAT,
              release.path("number").asInt(),
              Words.state(release),
              Words.commit(release),
              Words.ago(release, Instant.now()),
              Words.took(release),
              release.path("cause").asString()));
    }
    console.print("");
    console.print(
        "next: slipway release "
            + answer.path("releases").path(0).path("number").asInt(1)
            + Words.option(arguments));
    return 0;
  }
}
