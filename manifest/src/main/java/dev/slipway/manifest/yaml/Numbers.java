package dev.slipway.manifest.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;

/**
 * Numbers as the Kubernetes tools read and print them: the integers of YAML 1.1 with the octal
 * prefix of 1.2, floating point with 64 bits, and whole numbers without a fraction.
 */
final class Numbers {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  /** Behind a leading point, underscores stand between digits only. */
  private static final Pattern POINT_FIRST =
      Pattern.compile("\\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?");

  /** Beyond this a double does not hold every integer. */
  private static final double EXACT = 1L << 53;

  /** A decimal point moves this far at most; what lies beyond is written with an exponent. */
  private static final int SMALLEST_EXPONENT = -4;

  private static final int LARGEST_EXPONENT = 5;

  private Numbers() {}

  /** The number that {@code text} spells, if it spells one that 64 bits can hold. */
  static Optional<JsonNode> parse(String text) {
    Optional<JsonNode> simple = shortDecimal(text);
    if (simple.isPresent()) {
      return simple;
    }
    String digits = text.replace("_", "");
    if (text.startsWith(".") && !POINT_FIRST.matcher(text).matches()) {
      return Optional.empty();
    }
    Optional<BigInteger> integer = integer(digits);
    return integer.isPresent() ? integer.map(Numbers::node) : floating(digits);
  }

  /** Most numbers are short, without sign and prefix. */
  private static Optional<JsonNode> shortDecimal(String text) {
    int length = text.length();
    if (length == 0 || length > 9 || (length > 1 && text.charAt(0) == '0')) {
      return Optional.empty();
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      value = value * 10 + digit;
    }
    return Optional.of(IntNode.valueOf(value));
  }

  private static Optional<BigInteger> integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String magnitude = signed ? text.substring(1) : text;
    int base = base(magnitude);
    String digits = magnitude.substring(base == 10 ? 0 : base == 8 ? octalPrefix(magnitude) : 2);
    if (digits.isEmpty() || !isDigits(digits, base)) {
      return Optional.empty();
    }
    var value = new BigInteger(digits, base);
    BigInteger result = text.startsWith("-") ? value.negate() : value;
    // What has a sign is read as a signed number.
    BigInteger limit = signed ? BigInteger.valueOf(Long.MAX_VALUE) : GREATEST;
    boolean fits = result.compareTo(LEAST) >= 0 && result.compareTo(limit) <= 0;
    return fits ? Optional.of(result) : Optional.empty();
  }

  private static int base(String magnitude) {
    if (magnitude.length() < 2 || magnitude.charAt(0) != '0') {
      return 10;
    }
    return switch (magnitude.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }

  private static int octalPrefix(String magnitude) {
    char second = magnitude.charAt(1);
    return second == 'o' || second == 'O' ? 2 : 1;
  }

  private static boolean isDigits(String text, int base) {
    return text.chars().allMatch(c -> c < 0x80 && Character.digit(c, base) >= 0);
  }

  private static Optional<JsonNode> floating(String text) {
    if (!FLOAT.matcher(text).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Optional.empty() : Optional.of(node(value));
  }

  /** The node that a JSON parser makes of the same number. */
  private static JsonNode node(BigInteger value) {
    int bits = value.bitLength();
    if (bits < Integer.SIZE) {
      return IntNode.valueOf(value.intValue());
    }
    return bits < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
  }

  private static JsonNode node(double value) {
    // The shortest digits that tell the number from its neighbours.
    var shortest = new BigDecimal(Double.toString(value));
    return whole(shortest)
        .map(Numbers::node)
        .orElseGet(() -> DecimalNode.valueOf(shortest.stripTrailingZeros()));
  }

  /** A number without its spelling. */
  static JsonNode node(SpelledNumber number) {
    return node(number.decimalValue());
  }

  private static JsonNode node(BigDecimal exact) {
    return whole(exact).map(Numbers::node).orElseGet(() -> node(exact.doubleValue()));
  }

  /** What is left of an integer that went through floating point. */
  static JsonNode throughDouble(JsonNode node) {
    boolean large = node.isIntegralNumber() && Math.abs(node.doubleValue()) >= EXACT;
    return large ? node(node.doubleValue()) : node;
  }

  /** As it is printed. */
  static String print(JsonNode number) {
    if (number.isInt() || number.isLong()) {
      return number.asString();
    }
    JsonNode value = node(number.decimalValue());
    return value.isIntegralNumber() ? value.asString() : scientific(value.decimalValue());
  }

  /** An integer of 64 bits, when {@code value} is one. */
  private static Optional<BigInteger> whole(BigDecimal value) {
    boolean huge = value.precision() - value.scale() > 20;
    boolean integer = !huge && value.stripTrailingZeros().scale() <= 0;
    return integer ? Optional.of(value.toBigInteger()).filter(Numbers::fits) : Optional.empty();
  }

  private static boolean fits(BigInteger value) {
    return value.compareTo(LEAST) >= 0 && value.compareTo(GREATEST) <= 0;
  }

  /** Plain digits for a moderate exponent, {@code 1.5e-07} otherwise. */
  private static String scientific(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent >= SMALLEST_EXPONENT && exponent <= LARGEST_EXPONENT) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (stripped.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + String.format(Locale.ROOT, "e%c%02d", exponent < 0 ? '-' : '+', Math.abs(exponent));
  }
}
