package dev.slipway.manifest.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * What an unquoted scalar means, by the YAML 1.1 rules that the Kubernetes tools kept.
 *
 * <p>{@code 0777} is octal, {@code 1_000} is a thousand, whole floats are integers.
 */
final class Scalars {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Map<String, Boolean> BOOLEANS =
      Map.of(
          "true", true, "True", true, "TRUE", true, "false", false, "False", false, "FALSE", false);
  private static final Map<String, Boolean> OLD_BOOLEANS =
      Map.ofEntries(
          Map.entry("y", true),
          Map.entry("Y", true),
          Map.entry("yes", true),
          Map.entry("Yes", true),
          Map.entry("YES", true),
          Map.entry("on", true),
          Map.entry("On", true),
          Map.entry("ON", true),
          Map.entry("n", false),
          Map.entry("N", false),
          Map.entry("no", false),
          Map.entry("No", false),
          Map.entry("NO", false),
          Map.entry("off", false),
          Map.entry("Off", false),
          Map.entry("OFF", false));
  private static final Pattern SPECIAL_FLOAT =
      Pattern.compile("\\.(nan|NaN|NAN)|[-+]?\\.(inf|Inf|INF)");
  private static final Pattern SEXAGESIMAL =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

  private Scalars() {}

  /** The value of the unquoted {@code text}; empty when it is a float that JSON cannot hold. */
  static Optional<JsonNode> resolve(String text, YamlDialect dialect) {
    if (isCertainlyText(text)) {
      return Optional.of(StringNode.valueOf(text));
    }
    if (NULLS.contains(text)) {
      return Optional.of(
          text.isEmpty() && dialect == YamlDialect.KUSTOMIZE
              ? new EmptyNull()
              : NullNode.getInstance());
    }
    Boolean bool = BOOLEANS.get(text);
    if (bool == null && dialect == YamlDialect.KUBERNETES) {
      bool = OLD_BOOLEANS.get(text);
    }
    if (bool != null) {
      boolean spelled = dialect == YamlDialect.KUSTOMIZE && Character.isUpperCase(text.charAt(0));
      return Optional.of(spelled ? new SpelledBoolean(bool, text) : BooleanNode.valueOf(bool));
    }
    if (isSpecialFloat(text)) {
      return Optional.empty();
    }
    return Optional.of(number(text, dialect));
  }

  private static JsonNode number(String text, YamlDialect dialect) {
    char first = text.charAt(0);
    if (first != '.' && first != '+' && first != '-' && (first < '0' || first > '9')) {
      return StringNode.valueOf(text);
    }
    Optional<String> time = Timestamps.parse(text);
    if (time.isPresent()) {
      return StringNode.valueOf(dialect == YamlDialect.KUSTOMIZE ? time.get() : text);
    }
    Optional<JsonNode> number = Numbers.parse(text);
    if (number.isEmpty()) {
      return StringNode.valueOf(text);
    }
    JsonNode value = number.get();
    return dialect == YamlDialect.KUSTOMIZE && !value.asString().equals(text)
        ? new SpelledNumber(value.decimalValue(), text)
        : value;
  }

  /** Whether {@code text}, written without quotes, would be read as something else than text. */
  static boolean needsQuotes(String text) {
    if (isCertainlyText(text)) {
      return false;
    }
    return NULLS.contains(text)
        || BOOLEANS.containsKey(text)
        || OLD_BOOLEANS.containsKey(text)
        || isSpecialFloat(text)
        || isSexagesimal(text)
        || (startsLikeNumber(text)
            && (Timestamps.matches(text) || Numbers.parse(text).isPresent()));
  }

  private static boolean startsLikeNumber(String text) {
    char first = text.charAt(0);
    return first == '.' || first == '+' || first == '-' || (first >= '0' && first <= '9');
  }

  private static boolean isCertainlyText(String text) {
    return !text.isEmpty() && "+-0123456789.yYnNtTfFoO~".indexOf(text.charAt(0)) < 0;
  }

  private static boolean isSpecialFloat(String text) {
    return text.length() <= 5 && text.indexOf('.') >= 0 && SPECIAL_FLOAT.matcher(text).matches();
  }

  /** Base 60, as in {@code 1:30:00}: never read as a number, yet quoted for older readers. */
  private static boolean isSexagesimal(String text) {
    return startsLikeNumber(text) && text.indexOf(':') > 0 && SEXAGESIMAL.matcher(text).matches();
  }
}
