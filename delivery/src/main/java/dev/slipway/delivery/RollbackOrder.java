package dev.slipway.delivery;

import dev.slipway.delivery.rollback.RollbackWish;

/**
 * A user's order to go back.
 *
 * @param reason in the user's words; may be empty
 */
record RollbackOrder(RollbackWish wish, Mode mode, String reason, String principal) {
  /** Whether it is done or only explained. */
  enum Mode {
    DO,
    DRY_RUN
  }
}
