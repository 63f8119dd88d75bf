package dev.slipway.dockerfile.files;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Wildcards of COPY sources: {@code *}, {@code ?} and {@code [a-z]} within one part of a path, as
 * Go's {@code filepath.Match} has them.
 */
final class GoGlob {
  private final Pattern pattern;

  private GoGlob(Pattern pattern) {
    this.pattern = pattern;
  }

  static boolean hasWildcards(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[') {
        return true;
      }
    }
    return false;
  }

  /** A path without wildcards as it is in the file system. */
  static String unescaped(String path) {
    return path.replaceAll("\\\\(.)", "$1");
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException when a bracket is not closed or a range is wrong
   */
  static GoGlob compile(String glob) {
    var out = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> out.append("[^/]*");
        case '?' -> out.append("[^/]");
        case '[' -> i = bracket(glob, i, out);
        case '\\' -> {
          i++;
          out.append(Pattern.quote(i < glob.length() ? glob.substring(i, i + 1) : "\\"));
        }
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return new GoGlob(Pattern.compile(out.toString(), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("malformed wildcard " + glob, e);
    }
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  private static int bracket(String glob, int open, StringBuilder out) {
    int at = open + 1;
    out.append("(?!/)[");
    if (at < glob.length() && glob.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    int first = at;
    while (at < glob.length() && (glob.charAt(at) != ']' || at == first)) {
      char c = glob.charAt(at);
      if (c == '\\' && at + 1 < glob.length()) {
        at++;
        c = glob.charAt(at);
      }
      if (c != '-' && !Character.isLetterOrDigit(c)) {
        out.append('\\');
      }
      out.append(c);
      at++;
    }
    if (at >= glob.length()) {
      throw new IllegalArgumentException("the bracket in " + glob + " is not closed");
    }
    out.append(']');
    return at;
  }
}
