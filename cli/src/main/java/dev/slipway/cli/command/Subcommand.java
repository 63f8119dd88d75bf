package dev.slipway.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One subcommand. */
public interface Subcommand {
  /** What it is called. */
  String name();

  /**
   * Its options and help. They take a while to make: only those of the command that is meant are
   * made, unless there is an overview to give.
   */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code: 0 when it was done
   */
  int run(ParseResult arguments, Console console);
}
