package dev.slipway.manifest.ownership;

/** A configuration that cannot be applied because it contradicts itself. */
public final class ApplyException extends RuntimeException {
  ApplyException(String message) {
    super(message);
  }
}
