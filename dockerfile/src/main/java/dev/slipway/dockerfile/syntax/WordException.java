package dev.slipway.dockerfile.syntax;

import java.util.Objects;

/** A word that cannot be expanded; the caller knows where it stands. */
final class WordException extends Exception {
  private final String hint;

  WordException(String problem, String hint) {
    super(problem);
    this.hint = hint;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), "");
  }

  String hint() {
    return hint;
  }
}
