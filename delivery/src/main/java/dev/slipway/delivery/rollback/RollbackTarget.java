package dev.slipway.delivery.rollback;

import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Release;
import java.util.Optional;

/** From which release to which. */
public sealed interface RollbackTarget {
  /** Both are known. */
  record Found(Release of, Release to) implements RollbackTarget {}

  /** There is nothing to go from or to. */
  record None(String reason, String hint) implements RollbackTarget {}

  /** Finds the releases that a wish is about. */
  static RollbackTarget find(Chronicle chronicle, Optional<Integer> wanted) {
    String environment = chronicle.environment().name();
    Optional<Release> latest = chronicle.latest();
    if (latest.isEmpty()) {
      return new None("nothing has been deployed to " + environment + " yet", "");
    }
    Release of = latest.get();
    if (wanted.isEmpty()) {
      return chronicle
          .lastGoodBefore(of)
          .<RollbackTarget>map(to -> new Found(of, to))
          .orElseGet(() ->
              new None(
                  "release " + of.number() + " is the only one of " + environment + " that served",
                  "push a fix instead"));
    }
    int number = wanted.get();
    if (number == of.number()) {
      return new None(
          "release " + number + " is what runs", "'slipway history' lists the releases");
    }
    return chronicle
        .find(number)
        .<RollbackTarget>map(to -> new Found(of, to))
        .orElseGet(() ->
            new None(
                environment + " has no release " + number, "'slipway history' lists the releases"));
  }
}
