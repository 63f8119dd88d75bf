package com.example.doctor;

import java.math.BigDecimal;

/** Numbers as a doctor writes them. */
final class Figures {
  private Figures() {}

  /** {@code 7.0} as {@code 7}, {@code 7.20} as {@code 7.2}, never with an exponent. */
  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
