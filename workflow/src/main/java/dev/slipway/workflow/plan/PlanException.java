package dev.slipway.workflow.plan;

/** A job cannot be planned: its matrix, name, labels or call make no sense once evaluated. */
final class PlanException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PlanException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
