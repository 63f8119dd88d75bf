package dev.slipway.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One subcommand. */
public interface Subcommand {
  /** Its name, options and help. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code: 0 when it was done
   */
  int run(ParseResult arguments, Console console);
}
