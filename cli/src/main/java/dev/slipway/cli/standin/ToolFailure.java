package dev.slipway.cli.standin;

/** The tool ends with this message and exit code. */
final class ToolFailure extends RuntimeException {
  private final int exit;
  private final String words;

  /**
   * @param words complete, as the tool prints them
   */
  ToolFailure(int exit, String words) {
    super(words);
    this.exit = exit;
    this.words = words;
  }

  int exit() {
    return exit;
  }

  @Override
  public String getMessage() {
    return words;
  }
}
