package dev.slipway.base;

/**
 * The environment did not allow what was tried: a tool is missing, a port is taken, a disk is full.
 *
 * <p>The message says what was tried, with what, why it failed and what to do next.
 */
public class SlipwayException extends RuntimeException {
  public SlipwayException(String message) {
    super(message);
  }

  public SlipwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
