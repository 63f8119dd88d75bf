package dev.slipway.runner.action;

/** How an action's step ended. */
public sealed interface StepResult {
  /** It did what it should. */
  record Succeeded() implements StepResult {}

  /**
   * It failed.
   *
   * @param message for the error annotation
   */
  record Failed(String message) implements StepResult {}

  static StepResult succeeded() {
    return new Succeeded();
  }

  static StepResult failed(String message) {
    return new Failed(message);
  }
}
