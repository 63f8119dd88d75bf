package dev.slipway.forge;

import java.util.List;
import java.util.Set;

/**
 * The protection of one branch. A protected branch is neither deleted nor forced.
 *
 * @param branch such as {@code main}
 * @param requiredChecks which must have passed for a pull request's head before it is merged
 * @param directPush who may push to it without a pull request
 * @param pushers principals who may push when {@code directPush} says listed ones
 */
public record Protection(
    String branch, List<String> requiredChecks, DirectPush directPush, Set<String> pushers) {
  /** Who may push without a pull request. */
  public enum DirectPush {
    /** Whoever may push to the repository. */
    EVERYBODY,
    /** Only the listed ones. */
    LISTED
  }

  public Protection {
    requiredChecks = requiredChecks.stream().distinct().toList();
    pushers = Set.copyOf(pushers);
  }

  boolean admits(String principal) {
    return switch (directPush) {
      case EVERYBODY -> true;
      case LISTED -> pushers.contains(principal);
    };
  }
}
