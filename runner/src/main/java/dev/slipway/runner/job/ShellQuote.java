package dev.slipway.runner.job;

/** Words of the POSIX shell that mean themselves, whatever they contain. */
final class ShellQuote {
  private ShellQuote() {}

  /** {@code it's} becomes {@code 'it'\''s'} (POSIX.1-2024, Shell Command Language §2.2.2). */
  static String word(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a program's arguments cannot contain a NUL character");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
