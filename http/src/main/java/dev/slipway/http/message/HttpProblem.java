package dev.slipway.http.message;

/** A message that is refused since it cannot be understood, with the status to answer. */
public final class HttpProblem extends Exception {
  private final int status;

  /**
   * Refuses a message.
   *
   * @param message what is wrong with it
   */
  public HttpProblem(int status, String message) {
    super(message);
    this.status = status;
  }

  /** What to answer. */
  public int status() {
    return status;
  }

  /** What is wrong. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
