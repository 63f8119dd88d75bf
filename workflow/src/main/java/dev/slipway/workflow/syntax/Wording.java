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
        .filter(word -> distance(folded, word) <= Math.max(1, word.length() / 3))
        .filter(word -> !written.isEmpty())
        .min(Comparator.comparingInt(word -> distance(folded, word)));
  }

  /** Insertions, deletions and replacements that make one word the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
