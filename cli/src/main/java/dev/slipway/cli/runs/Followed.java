package dev.slipway.cli.runs;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.client.RunWatch;
import java.time.Instant;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** Following a run to its end: what happens goes to standard error, how it ended to the answer. */
final class Followed {
  private static final String LEAVE = "--no-wait";

  private Followed() {}

  static OptionSpec option() {
    return Options.flag("do not follow the run", LEAVE);
  }

  /**
   * Follows the run unless asked not to, and prints it.
   *
   * @return 0 when the run succeeded or is left to itself, 1 otherwise
   */
  static int toTheEnd(RunWatch watch, String id, ParseResult arguments, Console console) {
    boolean leave = Options.is(arguments, LEAVE);
    JsonNode run = leave ? watch.get(id) : watch.narrate(id, console::note);
    var tree = new RunTree(run, Instant.now());
    if (Options.json(arguments)) {
      console.json(run);
    } else {
      tree.print(console);
    }
    return leave || tree.succeeded() ? 0 : 1;
  }
}
