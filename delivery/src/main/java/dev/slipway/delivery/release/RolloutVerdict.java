package dev.slipway.delivery.release;

import java.time.Instant;
import java.util.Optional;

/** How the rollout of one Deployment stands. */
public sealed interface RolloutVerdict {
  /** All its pods are new and ready. */
  record Complete() implements RolloutVerdict {}

  /**
   * It may still become ready.
   *
   * @param progress such as {@code 1 of 2 ready}
   * @param lookAgain when it is to be judged again even if nothing changes
   */
  record Progressing(String progress, Optional<Instant> lookAgain) implements RolloutVerdict {}

  /** It will not become ready. */
  record Hopeless(ReleaseAction.Failure failure) implements RolloutVerdict {}
}
