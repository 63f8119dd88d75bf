package dev.slipway.dockerfile.ignore;

/** A pattern that cannot be compiled; the caller knows where it stands. */
final class PatternException extends Exception {
  private final String problem;
  private final String hint;

  PatternException(String problem, String hint) {
    super(problem);
    this.problem = problem;
    this.hint = hint;
  }

  String problem() {
    return problem;
  }

  String hint() {
    return hint;
  }
}
