package dev.slipway.delivery;

/** The cluster does not take a write; its message says why. */
public final class ClusterRefusedException extends RuntimeException {
  public ClusterRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
