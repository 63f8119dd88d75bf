package dev.slipway.cli.runs;

import dev.slipway.cli.command.Subcommand;
import java.util.List;

/** All commands of this package. */
public final class RunCommands {
  private RunCommands() {}

  public static List<Subcommand> all() {
    return List.of(
        new ListRuns(),
        new RunFile(),
        new RunWorkflow(),
        new Cancel(),
        new Rerun(),
        Review.approve(),
        Review.reject(),
        new Lock(),
        new Explain());
  }
}
