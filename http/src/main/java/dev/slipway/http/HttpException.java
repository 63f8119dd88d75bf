package dev.slipway.http;

/** A request that cannot be served, with the status that says so. */
public final class HttpException extends RuntimeException {
  private final int status;

  /**
   * @param status an HTTP status of 400 or above
   * @param message what is wrong and what to do, for the person at the other end
   */
  public HttpException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
