package dev.slipway.dockerfile.ignore;

/** Refuses what Go's {@code filepath.Match} calls a bad pattern: broken brackets and escapes. */
final class BracketCheck {
  private final String pattern;
  private int at;

  private BracketCheck(String pattern) {
    this.pattern = pattern;
  }

  static void check(String pattern) throws PatternException {
    new BracketCheck(pattern).check();
  }

  private void check() throws PatternException {
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == '\\') {
        if (at == pattern.length()) {
          throw new PatternException(
              "a backslash at the end", "write \\\\ for a backslash, / between directories");
        }
        at++;
      } else if (c == '[') {
        brackets();
      }
    }
  }

  private void brackets() throws PatternException {
    if (pattern.startsWith("^", at)) {
      at++;
    }
    boolean empty = true;
    while (empty || !pattern.startsWith("]", at)) {
      bound();
      if (pattern.startsWith("-", at)) {
        at++;
        bound();
      }
      empty = false;
    }
    at++;
  }

  /** One character of a bracket expression; another one must follow. */
  private void bound() throws PatternException {
    if (at < pattern.length() && (pattern.charAt(at) == '-' || pattern.charAt(at) == ']')) {
      throw broken("a " + pattern.charAt(at) + " inside [] needs a backslash before it");
    }
    if (pattern.startsWith("\\", at)) {
      at++;
    }
    if (at < pattern.length()) {
      at += Character.charCount(pattern.codePointAt(at));
    }
    if (at >= pattern.length()) {
      throw broken("[ is not closed by ]");
    }
  }

  private static PatternException broken(String problem) {
    return new PatternException(problem, "write \\[ for a bracket that means itself");
  }
}
