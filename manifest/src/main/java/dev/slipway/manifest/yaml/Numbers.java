package dev.slipway.manifest.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;

/** Numbers as YAML 1.1 spells them and as the Go tools print them. */
final class Numbers {
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger UNSIGNED_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final int FAST_DIGITS = 9;
  private static final int MAX_DIGITS = 400;

  /** Fractions of a million and more are printed with an exponent. */
  private static final int EXPONENT_FROM = 6;

  private Numbers() {}

  /** The number that {@code text} means, if it is one; integers fit 64 bits, signed or not. */
  static Optional<JsonNode> parse(String text) {
    if (isSmallDecimal(text)) {
      return Optional.of(IntNode.valueOf(Integer.parseInt(text)));
    }
    String plain = text.indexOf('_') < 0 ? text : text.replace("_", "");
    BigInteger integer = integer(plain);
    if (integer != null) {
      return Optional.of(node(integer));
    }
    if (plain.length() > MAX_DIGITS || !FLOAT.matcher(plain).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(plain);
    return Double.isInfinite(value) ? Optional.empty() : Optional.of(node(value));
  }

  private static boolean isSmallDecimal(String text) {
    if (text.isEmpty() || text.length() > FAST_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() == 1 || text.charAt(0) != '0';
  }

  private static @Nullable BigInteger integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      boolean prefixed = "xXbBoO".indexOf(digits.charAt(1)) >= 0;
      digits = digits.substring(prefixed ? 2 : 1);
    }
    if (digits.isEmpty() || digits.length() > 64 || !allDigits(digits, radix)) {
      return null;
    }
    BigInteger value = new BigInteger(digits, radix);
    if (text.startsWith("-")) {
      value = value.negate();
    }
    boolean fits = value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0;
    return fits || (!signed && value.compareTo(UNSIGNED_MAX) <= 0) ? value : null;
  }

  private static boolean allDigits(String text, int radix) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 'f' || Character.digit(c, radix) < 0) {
        return false;
      }
    }
    return true;
  }

  static JsonNode node(BigInteger value) {
    if (value.bitLength() < 32) {
      return IntNode.valueOf(value.intValue());
    }
    return value.bitLength() < 64
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }

  /** A 64-bit float; whole values that fit 64 bits are integers, as they are in JSON. */
  static JsonNode node(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 0x1p64) {
      BigInteger whole = new BigDecimal(value).toBigInteger();
      if (whole.compareTo(LONG_MIN) >= 0) {
        return node(whole);
      }
    }
    return DecimalNode.valueOf(new BigDecimal(Double.toString(value)));
  }

  /** The plain node of the same value. */
  static JsonNode node(SpelledNumber number) {
    BigDecimal value = number.decimalValue();
    return value.scale() <= 0 ? node(value.toBigInteger()) : node(value.doubleValue());
  }

  /** How the Go tools print a JSON number in YAML: integers as digits, else the shortest form. */
  static String print(JsonNode number) {
    if (number instanceof SpelledNumber spelled) {
      return print(node(spelled));
    }
    if (number.isIntegralNumber()) {
      BigInteger value = number.bigIntegerValue();
      if (value.compareTo(LONG_MIN) >= 0 && value.compareTo(UNSIGNED_MAX) <= 0) {
        return value.toString();
      }
    }
    JsonNode normal = node(number.doubleValue());
    return normal.isIntegralNumber() ? normal.bigIntegerValue().toString() : shortest(normal);
  }

  private static String shortest(JsonNode number) {
    BigDecimal value = new BigDecimal(Double.toString(number.doubleValue())).stripTrailingZeros();
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - value.scale();
    String sign = value.signum() < 0 ? "-" : "";
    if (exponent >= -4 && exponent < EXPONENT_FROM) {
      return sign + value.abs().toPlainString();
    }
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String power = String.valueOf(Math.abs(exponent));
    return sign + mantissa + (exponent < 0 ? "e-" : "e+") + (power.length() < 2 ? "0" : "") + power;
  }
}
