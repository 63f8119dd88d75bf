package dev.slipway.dockerfile.leak;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A secret in a layer or in the configuration. Never holds the secret itself.
 *
 * @param place the file's path in the image, or what holds it, such as {@code ENV API_TOKEN}
 * @param line in the file, from 1
 * @param what it is, such as {@code a private key}
 */
public record Leak(
    @JsonProperty("place") String place,
    @JsonProperty("line") int line,
    @JsonProperty("what") String what,
    @JsonProperty("weight") Weight weight) {
  /** What it does to the build. */
  public enum Weight {
    /** The image is not made, unless the caller allows it. */
    REFUSED,
    /** It is told. */
    TOLD
  }

  /** {@code /app/.env:3 holds a private key}. */
  public String text() {
    return place + ":" + line + " holds " + what;
  }
}
