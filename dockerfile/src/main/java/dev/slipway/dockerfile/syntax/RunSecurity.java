package dev.slipway.dockerfile.syntax;

/** {@code RUN --security}. */
public enum RunSecurity {
  SANDBOX,
  /** Without confinement; needs a permission of its own. */
  INSECURE
}
