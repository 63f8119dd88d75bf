package dev.slipway.workflow.syntax;

import dev.slipway.workflow.syntax.Schema.BuiltIn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Hints: what was expected, and which known word a wrong one probably meant. */
final class Wording {
  private static final int LISTED = 24;

  private Wording() {}

  static String expected(List<Schema.Type> types) {
    return expected(types, "");
  }

  /** What fits here, and a guess when {@code written} is close to an allowed word. */
  static String expected(List<Schema.Type> types, String written) {
    List<String> words = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (Schema.Type type : types) {
      switch (type) {
        case Schema.Word word -> words.add(word.text());
        case BuiltIn builtIn -> kinds.add(describe(builtIn));
        case Schema.ListOf _ -> kinds.add("a list");
        case Schema.MapOf _ -> kinds.add("a map");
        case Schema.OneOf _, Schema.Named _ -> {}
      }
    }
    kinds.addAll(0, words.size() <= LISTED ? words : List.of());
    String list = kinds.isEmpty() ? "" : "Expected " + String.join(", ", kinds) + ".";
    return guess(written, words) + list;
  }

  /** What keys fit here, and a guess when {@code written} is close to one. */
  static String keys(Collection<String> known, String written) {
    String list =
        known.isEmpty() || known.size() > LISTED
            ? ""
            : "Known here: " + String.join(", ", known.stream().sorted().toList()) + ".";
    return guess(written, known) + list;
  }

  private static String guess(String written, Collection<String> known) {
    return nearest(written, known).map(word -> "Did you mean '" + word + "'? ").orElse("");
  }

  private static String describe(BuiltIn type) {
    return switch (type) {
      case TEXT -> "text";
      case NONEMPTY -> "text that is not empty";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "nothing";
      case ANY -> "a value";
      case CONDITION -> "a condition";
    };
  }

  /** The known word that differs in the fewest letters, when those are few for its length. */
  static Optional<String> nearest(String written, Collection<String> known) {
    String folded = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(word -> Math.abs(written.length() - word.length()) <= word.length() / 2)
        .filter(word -> distance(folded, word) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(word -> distance(folded, word)));
  }

  /** Insertions, deletions, replacements and swaps of neighbours that make one word the other. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
