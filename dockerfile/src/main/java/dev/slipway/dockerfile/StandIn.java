package dev.slipway.dockerfile;

/**
 * A base image that was built here because the real one could not be had.
 *
 * @param reference the image that the Dockerfile names
 * @param source where the stand-in's Dockerfile is, such as {@code bases/debian}
 * @param reason why the real one was not taken
 */
public record StandIn(String reference, String source, String reason) {
  /** The label that lists an image's stand-ins, comma-separated. */
  public static final String LABEL = "dev.slipway.stand-ins";
}
