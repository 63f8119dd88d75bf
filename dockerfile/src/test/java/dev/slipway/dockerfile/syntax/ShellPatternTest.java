package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Compares with regular expressions, whose meaning is known, on inputs that cannot blow them up.
 */
class ShellPatternTest {
  private static final String ALPHABET = "ab*?/\n";

  private static String random(Random random, int length) {
    var text = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private static String regex(String pattern, String star) {
    var regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      regex.append(c == '*' ? star : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return regex.toString();
  }

  private static String withoutPrefix(String value, String regex) {
    Matcher matcher = Pattern.compile(regex, Pattern.UNIX_LINES).matcher(value);
    return matcher.lookingAt() ? value.substring(matcher.end()) : value;
  }

  private static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @Test
  void cutsAsRegularExpressionsDo() throws WordException {
    var random = new Random(42);
    for (int i = 0; i < 40_000; i++) {
      String value = random(random, 8);
      String text = random(random, 5);
      ShellPattern pattern = ShellPattern.parse(text);
      assertThat(pattern.withoutPrefix(value, ShellPattern.Length.SHORTEST))
          .as("%s # %s", value, text)
          .isEqualTo(withoutPrefix(value, regex(text, ".*?")));
      assertThat(pattern.withoutPrefix(value, ShellPattern.Length.LONGEST))
          .as("%s ## %s", value, text)
          .isEqualTo(withoutPrefix(value, regex(text, ".*")));
      assertThat(pattern.withoutSuffix(value, ShellPattern.Length.SHORTEST))
          .as("%s % %s", value, text)
          .isEqualTo(reverse(withoutPrefix(reverse(value), regex(reverse(text), ".*?"))));
    }
  }

  @Test
  void replacesAsRegularExpressionsDo() throws WordException {
    var random = new Random(43);
    for (int i = 0; i < 40_000; i++) {
      String value = random(random, 8);
      String text = random(random, 4);
      ShellPattern pattern = ShellPattern.parse(text);
      Matcher matcher = Pattern.compile(regex(text, ".*"), Pattern.UNIX_LINES).matcher(value);
      assertThat(pattern.replaceFirst(value, "<$1>"))
          .as("%s / %s", value, text)
          .isEqualTo(matcher.replaceFirst("<\\$1>"));
      assertThat(pattern.replaceAll(value, "-"))
          .as("%s // %s", value, text)
          .isEqualTo(all(matcher));
    }
  }

  /** Go puts nothing between a match and an empty one right behind it; Java does. */
  private static String all(Matcher matcher) {
    var out = new StringBuilder();
    int[] lastEnd = {-1};
    matcher.reset();
    while (matcher.find()) {
      boolean behind = matcher.start() == matcher.end() && matcher.start() == lastEnd[0];
      matcher.appendReplacement(out, behind ? "" : "-");
      lastEnd[0] = matcher.end();
    }
    return matcher.appendTail(out).toString();
  }
}
