package dev.slipway.delivery.rollback;

import java.util.Optional;

/**
 * What the user asked for.
 *
 * @param to the release to go back to; empty for the last good one
 * @param strategy empty to let the facts decide
 */
public record RollbackWish(Optional<Integer> to, Optional<Strategy> strategy, Data data) {

  /** How to go back. */
  public enum Strategy {
    /** Put the earlier release back in the cluster at once, then revert in git. */
    UNDO,
    /** Revert in git and let the workflow deploy it. */
    REVERT
  }

  /** Whether the user has decided about migrated data. */
  public enum Data {
    UNDECIDED,
    ACCEPTED
  }
}
