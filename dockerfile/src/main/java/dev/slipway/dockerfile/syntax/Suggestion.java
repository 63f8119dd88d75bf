package dev.slipway.dockerfile.syntax;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What someone who wrote an unknown name probably meant. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /**
   * The closest of the known names, at most two edits away; of equally close ones the one that
   * differs by swapped letters, then the first.
   */
  public static Optional<String> closest(String name, Collection<String> known) {
    int best = Integer.MAX_VALUE;
    Optional<String> closest = Optional.empty();
    for (String candidate : known) {
      int distance = distance(name, candidate);
      int rank = distance * 2 - (distance == MAX_DISTANCE && isSwap(name, candidate) ? 1 : 0);
      if (distance <= MAX_DISTANCE && rank < best) {
        best = rank;
        closest = Optional.of(candidate);
      }
    }
    return closest;
  }

  /** As {@link #closest}, upper and lower case being equal. */
  static Optional<String> closestIgnoringCase(String name, Collection<String> known) {
    String lower = name.toLowerCase(Locale.ROOT);
    return closest(lower, known.stream().map(k -> k.toLowerCase(Locale.ROOT)).toList())
        .flatMap(found -> known.stream().filter(found::equalsIgnoreCase).findFirst());
  }

  private static boolean isSwap(String a, String b) {
    int at = 0;
    while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    return a.length() == b.length()
        && at + 1 < a.length()
        && a.charAt(at) == b.charAt(at + 1)
        && a.charAt(at + 1) == b.charAt(at)
        && a.regionMatches(at + 2, b, at + 2, a.length() - at - 2);
  }

  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > MAX_DISTANCE) {
      return MAX_DISTANCE + 1;
    }
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
