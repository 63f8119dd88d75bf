package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.BooleanValue;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.NumberValue;
import dev.slipway.workflow.expression.Value;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The YAML 1.2 core schema: what an unquoted or tagged scalar means. */
final class CoreScalars {
  static final String STANDARD = "tag:yaml.org,2002:";

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Map<String, Boolean> BOOLEANS =
      Map.of(
          "true", true, "True", true, "TRUE", true, "false", false, "False", false, "FALSE", false);
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITY = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
  private static final Pattern NAN = Pattern.compile("\\.(nan|NaN|NAN)");

  private CoreScalars() {}

  /** An unquoted scalar. */
  static Value plain(String text) {
    if (NULLS.contains(text)) {
      return NullValue.NULL;
    }
    Boolean bool = BOOLEANS.get(text);
    if (bool != null) {
      return Value.of(bool);
    }
    return number(text).map(Value::of).orElseGet(() -> Value.of(text));
  }

  static boolean isKnown(String tag) {
    return tag.startsWith(STANDARD)
        && Set.of("str", "null", "bool", "int", "float").contains(tag.substring(STANDARD.length()));
  }

  /** A scalar with an explicit tag; empty when the tag is unknown or does not fit the text. */
  static Optional<Value> tagged(String text, String tag) {
    if (!isKnown(tag)) {
      return Optional.empty();
    }
    Value plain = plain(text);
    boolean fits =
        switch (tag.substring(STANDARD.length())) {
          case "null" -> plain instanceof NullValue;
          case "bool" -> plain instanceof BooleanValue;
          case "int" -> isInteger(text);
          case "float" -> plain instanceof NumberValue;
          default -> true;
        };
    Value value = tag.endsWith(":str") ? Value.of(text) : plain;
    return fits ? Optional.of(value) : Optional.empty();
  }

  private static boolean isInteger(String text) {
    return DECIMAL.matcher(text).matches()
        || OCTAL.matcher(text).matches()
        || HEX.matcher(text).matches();
  }

  private static Optional<Double> number(String text) {
    if (OCTAL.matcher(text).matches()) {
      return Optional.of(new BigInteger(text.substring(2), 8).doubleValue());
    }
    if (HEX.matcher(text).matches()) {
      return Optional.of(new BigInteger(text.substring(2), 16).doubleValue());
    }
    if (FLOAT.matcher(text).matches()) {
      return Optional.of(Double.parseDouble(text));
    }
    if (INFINITY.matcher(text).matches()) {
      return Optional.of(
          text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return NAN.matcher(text).matches() ? Optional.of(Double.NaN) : Optional.empty();
  }
}
