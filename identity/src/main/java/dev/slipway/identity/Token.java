package dev.slipway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A bearer secret. It prints as {@code Token[…]}, so that it cannot slip into a log.
 *
 * @param value what the client sends
 */
public record Token(String value) {
  private static final int BYTES = 32;
  private static final String PREFIX = "slw_";

  /** A new one: 256 random bits behind a prefix that secret scanners can recognise. */
  static Token random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Token(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What is stored instead of the token: its SHA-256. Enough, as the token itself is random. */
  String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Token[…]";
  }
}
