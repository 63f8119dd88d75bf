package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HexFormat;

/**
 * A path that is a regular expression, as ingress-nginx reads paths of Ingresses with {@code
 * use-regex} or {@code rewrite-target}: it matches from the path's beginning, in either case. The
 * time that takes grows with the path alone, whatever the pattern; patterns that would need more
 * (those that look ahead, or back at a group) are refused.
 */
final class PathPattern {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

  private final Pattern pattern;

  private PathPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is none
   */
  static PathPattern of(String path) {
    try {
      return new PathPattern(Pattern.compile(path, Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the path \"" + path + "\" is no regular expression: " + e.getDescription(), e);
    }
  }

  /** A path that is meant as it is written. */
  static PathPattern literal(String path) {
    return new PathPattern(Pattern.compile(Pattern.quote(path)));
  }

  /**
   * Whether a path matches.
   *
   * @param path decoded, a character for each byte
   */
  boolean matches(String path) {
    return pattern.matcher(path).lookingAt();
  }

  /**
   * The path, encoded, that a request goes on with.
   *
   * @param target with {@code $1} to {@code $9} for what the groups matched
   */
  String rewrite(String path, String target) {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.lookingAt()) {
      return encode(path);
    }
    var result = new StringBuilder();
    for (int i = 0; i < target.length(); i++) {
      int group = target.charAt(i) == '$' && i + 1 < target.length() ? digit(target, i + 1) : -1;
      if (group < 0) {
        result.append(target.charAt(i));
      } else {
        String found = group <= matcher.groupCount() ? matcher.group(group) : null;
        result.append(found == null ? "" : encode(found));
        i++;
      }
    }
    return result.isEmpty() || result.charAt(0) != '/' ? "/" + result : result.toString();
  }

  private static int digit(String text, int at) {
    return Character.digit(text.charAt(at), 10);
  }

  private static String encode(String path) {
    var encoded = new StringBuilder();
    for (byte b : path.getBytes(ISO_8859_1)) {
      if (PLAIN.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
