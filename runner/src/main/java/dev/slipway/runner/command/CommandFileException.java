package dev.slipway.runner.command;

/** A file that a step wrote for the runner is malformed; the step fails. */
public final class CommandFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandFileException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
