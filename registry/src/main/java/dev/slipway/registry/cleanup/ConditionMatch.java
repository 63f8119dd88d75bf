package dev.slipway.registry.cleanup;

import dev.slipway.registry.cleanup.CleanupPolicy.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a condition holds for an image, and in which words. */
final class ConditionMatch {
  private ConditionMatch() {}

  /** Why it holds; empty when it does not. */
  static Optional<String> of(Condition condition, Candidate image, Instant now) {
    boolean tagged = !image.tags().isEmpty();
    boolean state =
        switch (condition.tagState()) {
          case TAGGED -> tagged;
          case UNTAGGED -> !tagged;
          case ANY -> true;
        };
    Optional<String> tag =
        image.tags().stream().filter(t -> begins(t, condition.tagPrefixes())).findFirst();
    Duration age = Duration.between(image.pushed(), now);
    Duration idle = Duration.between(image.pulled().orElse(image.pushed()), now);
    boolean holds =
        state
            && (condition.tagPrefixes().isEmpty() || tag.isPresent())
            && begins(image.digest().toString(), condition.versionNamePrefixes())
            && begins(image.packageName(), condition.packageNamePrefixes())
            && condition.olderThan().filter(d -> age.compareTo(d) <= 0).isEmpty()
            && condition.newerThan().filter(d -> age.compareTo(d) >= 0).isEmpty()
            && condition.moreStaleThan().filter(d -> idle.compareTo(d) <= 0).isEmpty();
    return holds ? Optional.of(words(condition, image, tag, age, idle)) : Optional.empty();
  }

  private static String words(
      Condition condition, Candidate image, Optional<String> tag, Duration age, Duration idle) {
    var words = new ArrayList<String>();
    if (!condition.tagPrefixes().isEmpty()) {
      tag.ifPresent(t -> words.add("tagged " + t));
    } else {
      words.add(image.tags().isEmpty() ? "untagged" : "tagged " + image.tags().getFirst());
    }
    if (condition.moreStaleThan().isPresent()) {
      words.add((image.pulled().isPresent() ? "last" : "never") + " pulled, idle " + text(idle));
    }
    words.add("pushed " + text(age) + " ago");
    return String.join(", ", words);
  }

  /** Whether the text begins with one of the prefixes; no prefixes fit everything. */
  static boolean begins(String text, List<String> prefixes) {
    return prefixes.isEmpty() || prefixes.stream().anyMatch(text::startsWith);
  }

  private static String text(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + "d";
    }
    return duration.toHours() > 0 ? duration.toHours() + "h" : duration.toMinutes() + "m";
  }
}
