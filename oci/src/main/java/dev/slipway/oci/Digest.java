package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.slipway.base.InputException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The name of some bytes: an algorithm and their hash, written {@code sha256:…} (OCI image
 * specification, "Digests").
 *
 * @param hex lower-case hexadecimal, of the algorithm's length
 */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {

  /** The registered hash algorithms. */
  public enum Algorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String text;
    private final String javaName;
    private final int hexLength;

    Algorithm(String text, String javaName, int hexLength) {
      this.text = text;
      this.javaName = javaName;
      this.hexLength = hexLength;
    }

    /** As written before the colon. */
    public String text() {
      return text;
    }

    /** The algorithm written so. */
    public static Optional<Algorithm> find(String text) {
      for (Algorithm algorithm : values()) {
        if (algorithm.text.equals(text)) {
          return Optional.of(algorithm);
        }
      }
      return Optional.empty();
    }

    /** A fresh computation. */
    public MessageDigest start() {
      try {
        return MessageDigest.getInstance(javaName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has " + javaName, e);
      }
    }
  }

  public Digest {
    if (!isHex(hex, algorithm.hexLength)) {
      throw invalid(algorithm.text + ":" + hex);
    }
  }

  /**
   * Reads {@code sha256:…} or {@code sha512:…}.
   *
   * @throws InputException when it is anything else
   */
  @JsonCreator
  public static Digest parse(String text) {
    return find(text).orElseThrow(() -> invalid(text));
  }

  /** As {@link #parse}; empty when it is anything else. */
  public static Optional<Digest> find(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String hex = text.substring(colon + 1);
    return Algorithm.find(text.substring(0, colon))
        .filter(algorithm -> isHex(hex, algorithm.hexLength))
        .map(algorithm -> new Digest(algorithm, hex));
  }

  /** The SHA-256 of {@code bytes}. */
  public static Digest of(byte[] bytes) {
    return of(Algorithm.SHA256, bytes);
  }

  public static Digest of(Algorithm algorithm, byte[] bytes) {
    return finish(algorithm, algorithm.start().digest(bytes));
  }

  /** The digest that a finished computation of {@code algorithm} gave. */
  public static Digest finish(Algorithm algorithm, byte[] hash) {
    return new Digest(algorithm, HexFormat.of().formatHex(hash));
  }

  /** Twelve characters, enough for people. */
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  @JsonValue
  @Override
  public String toString() {
    return algorithm.text + ":" + hex;
  }

  private static boolean isHex(String text, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static InputException invalid(String text) {
    return new InputException(
        InputException.Position.of("digest"),
        "\"" + text + "\" is not a digest",
        "a digest is sha256: with 64, or sha512: with 128 lower-case hexadecimal digits");
  }
}
