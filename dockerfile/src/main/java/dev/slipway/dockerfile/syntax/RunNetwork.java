package dev.slipway.dockerfile.syntax;

/** {@code RUN --network}. */
public enum RunNetwork {
  DEFAULT,
  NONE,
  /** The host's network; needs a permission of its own. */
  HOST
}
