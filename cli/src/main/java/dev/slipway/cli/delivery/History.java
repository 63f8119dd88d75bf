package dev.slipway.cli.delivery;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway history}: what happened to an environment, with causes and reasons. */
final class History implements Subcommand {
  @Override
  public String name() {
    return "history";
  }

  @Override
  public CommandSpec spec() {
    return Listing.command(
        name(), "Show what happened to an environment, the newest first, and why.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var answer = Listing.ask(arguments, name());
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    Listing.title(answer, console);
    for (JsonNode release : answer.path("releases")) {
      print(release, answer.path("revisions"), console);
    }
    console.print("");
    console.print("next: slipway rollback --dry-run" + Words.option(arguments));
    return 0;
  }

  private static void print(JsonNode release, JsonNode revisions, Console console) {
    console.print(
        "├─ "
            + release.path("number").asInt()
            + "  "
            + Words.state(release)
            + "  "
            + Words.ago(release, Instant.now())
            + ", "
            + Words.took(release)
            + ", by "
            + release.path("actor").asString());
    console.print("│    " + release.path("cause").asString());
    String reason = release.path("reason").asString("");
    if (!reason.isEmpty()) {
      console.print("│    " + reason);
    }
    for (JsonNode workload : release.path("workloads")) {
      if (workload.path("part").asString().equals("CARRIED")) {
        continue;
      }
      String name = workload.path("name").asString();
      String revision =
          revisions.path(name).path(workload.path("template").asString()).asString("");
      JsonNode image = workload.path("images").path(0);
      console.print(
          "│    "
              + name
              + "  "
              + Words.digest(image)
              + (revision.isEmpty() ? "" : "  revision " + revision));
    }
  }
}
