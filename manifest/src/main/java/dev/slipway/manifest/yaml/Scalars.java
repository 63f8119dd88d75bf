package dev.slipway.manifest.yaml;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** What plain scalars mean, and which texts must not be written as such. */
final class Scalars {
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Set<String> OLD_TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
  private static final Set<String> OLD_FALSE =
      Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");

  /** Numbers of YAML that JSON has no word for. */
  private static final Set<String> BEYOND_JSON =
      Set.of(
          ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
          ".NaN", ".NAN");

  /** Numbers to base sixty, which YAML 1.1 had: hours and minutes without quotes. */
  private static final Pattern SEXAGESIMAL =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

  private static final int LONGEST_WORD = 5;

  private Scalars() {}

  /** The value of a plain scalar; nothing when it is a number that JSON cannot hold. */
  static Optional<JsonNode> resolve(String text, YamlDialect dialect) {
    boolean spelled = dialect == YamlDialect.KUSTOMIZE;
    if (text.length() <= LONGEST_WORD) {
      Optional<JsonNode> word = spelled ? word(text) : oldWord(text);
      if (word.isPresent()) {
        return word;
      }
    }
    if (!beginsNumber(text)) {
      return Optional.of(StringNode.valueOf(text));
    }
    if (BEYOND_JSON.contains(text)) {
      return Optional.empty();
    }
    Optional<JsonNode> number = Numbers.parse(text);
    if (number.isPresent()) {
      return spelled ? number.map(value -> withSpelling(value, text)) : number;
    }
    Optional<String> time = spelled ? PointInTime.canonical(text) : Optional.empty();
    return Optional.of(
        time.isPresent() ? new SpelledTime(time.get(), text) : StringNode.valueOf(text));
  }

  private static Optional<JsonNode> word(String text) {
    if (text.isEmpty()) {
      return Optional.of(new EmptyNull(EmptyNull.Place.BLOCK));
    }
    if (NOTHING.contains(text)) {
      return Optional.of(NullNode.getInstance());
    }
    boolean isTrue = TRUE.contains(text);
    if (!isTrue && !FALSE.contains(text)) {
      return Optional.empty();
    }
    boolean usual = Character.isLowerCase(text.charAt(0));
    return Optional.of(usual ? BooleanNode.valueOf(isTrue) : new SpelledBoolean(isTrue, text));
  }

  private static Optional<JsonNode> oldWord(String text) {
    if (NOTHING.contains(text)) {
      return Optional.of(NullNode.getInstance());
    }
    if (TRUE.contains(text) || OLD_TRUE.contains(text)) {
      return Optional.of(BooleanNode.TRUE);
    }
    boolean isFalse = FALSE.contains(text) || OLD_FALSE.contains(text);
    return isFalse ? Optional.of(BooleanNode.FALSE) : Optional.empty();
  }

  private static JsonNode withSpelling(JsonNode number, String text) {
    return Numbers.print(number).equals(text)
        ? number
        : new SpelledNumber(number.decimalValue(), text);
  }

  private static boolean beginsNumber(String text) {
    char first = text.charAt(0);
    return (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  }

  /** Whether some reader of YAML would take {@code text}, written plainly, for something else. */
  static boolean needsQuotes(String text) {
    if (text.length() <= LONGEST_WORD && isWord(text)) {
      return true;
    }
    return !text.isEmpty()
        && beginsNumber(text)
        && (BEYOND_JSON.contains(text)
            || SEXAGESIMAL.matcher(text).matches()
            || PointInTime.canonical(text).isPresent()
            || Numbers.parse(text).isPresent());
  }

  private static boolean isWord(String text) {
    return NOTHING.contains(text)
        || TRUE.contains(text)
        || FALSE.contains(text)
        || isOldBoolean(text);
  }

  /** Whether YAML 1.1 took the text for a boolean, and nothing newer does. */
  static boolean isOldBoolean(String text) {
    return OLD_TRUE.contains(text) || OLD_FALSE.contains(text);
  }
}
