package dev.slipway.manifest.yaml;

import java.math.BigDecimal;
import tools.jackson.databind.node.DecimalNode;

/**
 * A number whose text in the source differs from how it is printed, such as {@code 0777}, {@code
 * 1.0} or {@code 1e3}.
 *
 * <p>Its value is a number like any other; the spelling matters where a number is copied into text
 * before the output is written.
 */
public final class SpelledNumber extends DecimalNode implements Spelling {
  private final String spelling;

  SpelledNumber(BigDecimal value, String spelling) {
    super(value);
    this.spelling = spelling;
  }

  @Override
  public String spelling() {
    return spelling;
  }

  // Two numbers are equal when their values are: the spelling is no part of the value.
  @Override
  public boolean equals(Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
