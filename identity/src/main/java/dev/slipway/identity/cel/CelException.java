package dev.slipway.identity.cel;

/** An expression that cannot be read, or that failed for the values it met. */
public final class CelException extends RuntimeException {
  private final int offset;

  CelException(int offset, String message) {
    // Thrown in the middle of && and ||, which may absorb it: no stack trace.
    super(message, null, false, false);
    this.offset = offset;
  }

  /** Where in the source, counted from 0. */
  public int offset() {
    return offset;
  }
}
