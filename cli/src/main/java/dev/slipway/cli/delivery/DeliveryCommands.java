package dev.slipway.cli.delivery;

import dev.slipway.cli.command.Subcommand;
import java.util.List;

/** All commands of this package. */
public final class DeliveryCommands {
  private DeliveryCommands() {}

  public static List<Subcommand> all() {
    return List.of(
        new Environments(),
        new Releases(),
        new ShowRelease(),
        new Diff(),
        new History(),
        new Rollback());
  }
}
