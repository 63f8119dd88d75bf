package dev.slipway.base;

import java.io.UncheckedIOException;

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

  /**
   * What to tell people of a failure: its message, and what is behind it where the message only
   * says what was tried.
   */
  public static String said(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    Throwable cause = failure.getCause();
    if (failure instanceof UncheckedIOException && cause != null) {
      String behind = String.valueOf(cause.getMessage()).strip();
      return message.contains(behind) ? message : message + ": " + behind;
    }
    return message;
  }
}
