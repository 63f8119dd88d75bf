package dev.slipway.oci;

/**
 * What repositories and tags may be called (OCI distribution specification, "Pulling manifests").
 * Checked by hand, as a regular expression of this shape can take exponential time.
 */
public final class RepositoryNames {
  private static final int MAX_NAME = 255;
  private static final int MAX_TAG = 128;

  private RepositoryNames() {}

  /** {@code [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*}, with {@code /} between such parts. */
  public static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MAX_NAME) {
      return false;
    }
    for (String part : text.split("/", -1)) {
      if (!isPart(part)) {
        return false;
      }
    }
    return true;
  }

  /** {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}}. */
  public static boolean isTag(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TAG
        && text.charAt(0) != '.'
        && text.charAt(0) != '-'
        && hasTagCharacters(text);
  }

  private static boolean hasTagCharacters(String text) {
    return text.chars()
        .allMatch(
            c -> isLowerOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-');
  }

  private static boolean isPart(String part) {
    int i = 0;
    while (true) {
      int start = i;
      while (i < part.length() && isLowerOrDigit(part.charAt(i))) {
        i++;
      }
      if (i == start) {
        return false;
      }
      if (i == part.length()) {
        return true;
      }
      int separator = separator(part, i);
      if (separator == 0) {
        return false;
      }
      i += separator;
    }
  }

  private static int separator(String part, int at) {
    char c = part.charAt(at);
    int end = at;
    while (end < part.length() && part.charAt(end) == c) {
      end++;
    }
    int length = end - at;
    return switch (c) {
      case '.' -> length == 1 ? 1 : 0;
      case '_' -> length <= 2 ? length : 0;
      case '-' -> length;
      default -> 0;
    };
  }

  private static boolean isLowerOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
