package dev.slipway.runner.builtin.setup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Version numbers, and what people write to ask for one. */
final class Versions {
  private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)*)");
  private static final Pattern COMPARED =
      Pattern.compile("(>=|<=|>|<|=|\\^|~)?\\s*v?([\\dx*.]+).*");

  private Versions() {}

  /** The first version number in a text, such as {@code v20.11.1}. */
  static Optional<String> in(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether a version is one of those asked for, as semver ranges have it. */
  static boolean satisfies(String version, String wanted) {
    return Arrays.stream(wanted.split("\\|\\|"))
        .anyMatch(range ->
            Arrays.stream(range.strip().replaceAll("(>=|<=|>|<|=|\\^|~)\\s+", "$1").split("\\s+"))
                .allMatch(term -> one(version, term)));
  }

  private static boolean one(String version, String term) {
    Matcher matcher = COMPARED.matcher(term);
    if (!matcher.matches()) {
      return term.isEmpty() || term.equals("*");
    }
    String number = matcher.group(2).replaceAll("\\.?[x*].*$", "").replaceAll("\\.$", "");
    if (number.isEmpty()) {
      return true;
    }
    String operator = matcher.group(1) == null ? "" : matcher.group(1);
    int order = compare(version, number);
    return switch (operator) {
      case ">=" -> order >= 0;
      case ">" -> order > 0 && !isBelow(version, number);
      case "<=" -> order <= 0 || isBelow(version, number);
      case "<" -> order < 0;
      case "^" -> order >= 0 && isBelow(version, part(number, 1));
      case "~" -> order >= 0 && isBelow(version, part(number, 2));
      default -> isBelow(version, number);
    };
  }

  private static String part(String number, int parts) {
    List<String> all = List.of(number.split("\\."));
    return String.join(".", all.subList(0, Math.min(parts, all.size())));
  }

  /** Whether {@code 20.11.1} begins with {@code 20} or {@code 20.11}. */
  static boolean isBelow(String version, String prefix) {
    return version.equals(prefix) || version.startsWith(prefix + ".");
  }

  static int compare(String one, String other) {
    String[] a = one.split("\\.");
    String[] b = other.split("\\.");
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      int order = Integer.compare(at(a, i), at(b, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int at(String[] parts, int index) {
    return index < parts.length ? Integer.parseInt(parts[index]) : 0;
  }
}
