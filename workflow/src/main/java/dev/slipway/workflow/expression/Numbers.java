package dev.slipway.workflow.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Numbers as text: decimal, hexadecimal and octal in, at most 15 significant digits out. */
final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]++");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]++");
  private static final MathContext PRECISION = new MathContext(15, RoundingMode.HALF_UP);
  private static final int SMALLEST_PLAIN_EXPONENT = -4;

  private Numbers() {}

  /** The number that text is coerced to: 0 when blank, NaN when it is none. */
  static double parse(String text) {
    String number = text.strip();
    if (number.isEmpty()) {
      return 0;
    }
    if (DECIMAL.matcher(number).matches()) {
      return Double.parseDouble(number);
    }
    if (HEXADECIMAL.matcher(number).matches()) {
      return new BigInteger(number.substring(2), 16).doubleValue();
    }
    if (OCTAL.matcher(number).matches()) {
      return new BigInteger(number.substring(2), 8).doubleValue();
    }
    return switch (number) {
      case "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  static String print(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    if (number == 0) {
      return "0";
    }
    var rounded = new BigDecimal(number).round(PRECISION).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < SMALLEST_PLAIN_EXPONENT || exponent >= PRECISION.getPrecision()
        ? scientific(rounded, exponent)
        : rounded.toPlainString();
  }

  private static String scientific(BigDecimal number, int exponent) {
    String digits = number.unscaledValue().abs().toString();
    var text = new StringBuilder(number.signum() < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append(exponent < 0 ? "E-" : "E+");
    int size = Math.abs(exponent);
    return (size < 10 ? text.append('0') : text).append(size).toString();
  }
}
