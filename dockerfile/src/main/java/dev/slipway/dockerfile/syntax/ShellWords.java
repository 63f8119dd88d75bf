package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces variables, removes quotes and splits words as a POSIX shell would: {@code $v ${v}
 * ${v:-w} ${v-w} ${v:+w} ${v+w} ${v:?e} ${v?e} ${v#p} ${v##p} ${v%p} ${v%%p} ${v/p/r} ${v//p/r}}.
 *
 * <p>Single quotes are literal; inside double quotes the escape character escapes only {@code "},
 * {@code $} and itself, outside of quotes anything. Positional and special parameters are never
 * set. Immutable and safe for use from any thread.
 */
public final class ShellWords {
  private final char escape;

  /**
   * What became of a text.
   *
   * @param value the text as one word, white space kept
   * @param words the text split at unquoted white space, also that of replaced variables
   * @param used the variables it names that are set
   * @param unset the variables it names that are not set
   */
  public record Result(String value, List<String> words, Set<String> used, Set<String> unset) {}

  private ShellWords(char escape) {
    this.escape = escape;
  }

  /** With the escape character of a Dockerfile's directives. */
  public static ShellWords withEscape(char escape) {
    return new ShellWords(escape);
  }

  /**
   * Replaces the variables of a word of an instruction.
   *
   * @param where what a mistake is reported at
   * @throws InputException when a quote or brace is not closed, a modifier is unknown, or a
   *     variable that is required is missing
   */
  public Result expand(String word, Map<String, String> variables, SourceRange where) {
    try {
      return new WordScanner(word, variables, escape, WordScanner.Mode.VALUE).scan();
    } catch (WordException e) {
      throw where.mistake(
          "cannot expand " + GoQuote.text(shortened(word)) + ": " + e.getMessage(), e.hint());
    }
  }

  /**
   * Replaces the variables of a heredoc's body, where quotes mean nothing and a backslash escapes
   * whatever follows it.
   *
   * @throws InputException as {@link #expand}
   */
  public static Result expandBody(String body, Map<String, String> variables, SourceRange where) {
    try {
      return new WordScanner(body, variables, '\\', WordScanner.Mode.BODY).scan();
    } catch (WordException e) {
      throw where.mistake("cannot expand the heredoc: " + e.getMessage(), e.hint());
    }
  }

  private static String shortened(String word) {
    return word.length() <= 80 ? word : word.substring(0, 77) + "...";
  }
}
