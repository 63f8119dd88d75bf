package dev.slipway.kubernetes;

import java.util.random.RandomGenerator;

/** Endings of generated names. */
final class Names {
  /** Without vowels and what looks like them, so that no words come out. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  static final int SUFFIX = 5;

  private Names() {}

  static String suffix(RandomGenerator random) {
    var text = new StringBuilder();
    for (int i = 0; i < SUFFIX; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
