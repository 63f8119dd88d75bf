package dev.slipway.kubernetes.store;

/** Changes since the wanted version are no longer known: list again. */
public final class VersionTooOldException extends RuntimeException {
  private final long oldest;

  VersionTooOldException(long wanted, long oldest) {
    super("too old resource version: " + wanted + " (" + oldest + ")");
    this.oldest = oldest;
  }

  /** The oldest version a watch can start from. */
  public long oldest() {
    return oldest;
  }
}
