package dev.slipway.kustomize.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class NearMiss {
  private static final int LONGEST = 60;

  private NearMiss() {}

  /** The name nearest to {@code wrong}, if one is near enough to be worth proposing. */
  public static Optional<String> of(String wrong, Collection<String> names) {
    if (wrong.isEmpty() || wrong.length() > LONGEST) {
      return Optional.empty();
    }
    int tolerance = Math.max(1, wrong.length() / 3);
    return names.stream()
        .filter(name -> Math.abs(name.length() - wrong.length()) <= tolerance)
        .filter(name -> distance(lower(wrong), lower(name)) <= tolerance)
        .min(Comparator.comparingInt(name -> distance(lower(wrong), lower(name))));
  }

  /** A hint such as {@code Did you mean "resources"?}; empty when nothing is near. */
  public static String hint(String wrong, Collection<String> names) {
    return of(wrong, names).map(name -> "Did you mean \"" + name + "\"?").orElse("");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Edits that turn one word into the other; neighbours swapped count as one. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : step(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] cost) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
