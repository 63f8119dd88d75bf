package dev.slipway.workflow.filter;

/** A pattern, or a list of them, that has no meaning. The message says what to write instead. */
public final class FilterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int offset;

  FilterException(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /** Where in the pattern, counted in characters from 0. */
  public int offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
