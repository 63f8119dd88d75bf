package dev.slipway.manifest.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource, such as {@code 500m} CPUs or {@code 64Mi} of memory.
 *
 * @param value in base units: cores, bytes
 * @param style how it was written, and is written again
 */
public record Quantity(BigDecimal value, Style style) implements Comparable<Quantity> {
  private static final Pattern SYNTAX =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final int SMALLEST = -9;
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /** The families of suffixes. */
  public enum Style {
    DECIMAL,
    BINARY,
    EXPONENT
  }

  /** Reads a quantity; empty when it is none. */
  public static Optional<Quantity> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    if (suffix.endsWith("i")) {
      return Optional.of(
          new Quantity(number.multiply(KIBI.pow(BINARY.indexOf(suffix))), Style.BINARY));
    }
    if (suffix.length() > 1) {
      int exponent = Integer.parseInt(suffix.substring(1).replace("+", ""));
      return Optional.of(new Quantity(number.scaleByPowerOfTen(exponent), Style.EXPONENT));
    }
    int power = (DECIMAL.indexOf(suffix) + SMALLEST / 3) * 3;
    return Optional.of(new Quantity(number.scaleByPowerOfTen(power), Style.DECIMAL));
  }

  /** The one way Kubernetes writes this quantity: no fraction, the largest suffix. */
  public String canonical() {
    if (value.signum() == 0) {
      return "0";
    }
    return switch (style) {
      case BINARY -> value.abs().compareTo(KIBI) < 0 ? decimal() : binary();
      case DECIMAL -> decimal();
      case EXPONENT -> exponent();
    };
  }

  private String binary() {
    BigInteger mantissa = value.setScale(0, RoundingMode.CEILING).toBigInteger();
    int power = 0;
    while (power < BINARY.size() - 1 && mantissa.mod(KIBI.toBigInteger()).signum() == 0) {
      mantissa = mantissa.divide(KIBI.toBigInteger());
      power++;
    }
    return mantissa + BINARY.get(power);
  }

  private String decimal() {
    int exponent = largestExponent();
    int index = Math.min(exponent / 3 - SMALLEST / 3, DECIMAL.size() - 1);
    int used = (index + SMALLEST / 3) * 3;
    return mantissa(used) + DECIMAL.get(index);
  }

  private String exponent() {
    int exponent = largestExponent();
    return mantissa(exponent) + (exponent == 0 ? "" : String.format(Locale.ROOT, "e%d", exponent));
  }

  private String mantissa(int exponent) {
    return value
        .setScale(-SMALLEST, RoundingMode.UP)
        .scaleByPowerOfTen(-exponent)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The largest multiple of three that leaves no fraction. */
  private int largestExponent() {
    BigDecimal rounded = value.setScale(-SMALLEST, RoundingMode.UP).stripTrailingZeros();
    return Math.floorDiv(-rounded.scale(), 3) * 3;
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
