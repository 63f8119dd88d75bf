package dev.slipway.node.proxy;

/** A message that the proxy refuses to understand, with the status to answer. */
final class HttpProblem extends Exception {
  private final int status;

  HttpProblem(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
