package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One instruction split into its parts by the rules of its keyword; an unknown keyword has none.
 *
 * @param keyword as written
 * @param flags the words that start with {@code --}, unquoted
 * @param tokens what follows; ENV and LABEL have three for each pair: name, value and separator
 * @param form whether the tokens came from a JSON array
 * @param heredocs the documents below it
 * @param comments the comment lines directly above it, without {@code #}
 */
public record Statement(
    String keyword,
    List<Token.Word> flags,
    List<Token> tokens,
    Form form,
    List<Heredoc> heredocs,
    List<String> comments,
    Source source,
    LineMap lines) {
  /** How a statement's arguments were written. */
  public enum Form {
    PLAIN,
    JSON
  }

  private static final Set<String> HEREDOC_KEYWORDS = Set.of("ADD", "COPY", "RUN");

  public Statement {
    flags = List.copyOf(flags);
    tokens = List.copyOf(tokens);
    heredocs = List.copyOf(heredocs);
    comments = List.copyOf(comments);
  }

  /** The keyword in upper case. */
  public String name() {
    return keyword.toUpperCase(Locale.ROOT);
  }

  /** Where a token stands. */
  public InputException.Position at(Token.Word word) {
    return lines.position(word.offset());
  }

  boolean mayHaveHeredocs() {
    for (Token token : tokens) {
      if (token instanceof Token.Nested nested && name().equals("ONBUILD")) {
        return nested.statement().mayHaveHeredocs();
      }
    }
    return form == Form.PLAIN && HEREDOC_KEYWORDS.contains(name());
  }

  /** With the documents found below it; they also belong to a statement inside. */
  Statement withHeredocs(List<Heredoc> found, int lastLine) {
    var range = source.range();
    var longer = new SourceRange(range.file(), range.firstLine(), lastLine, range.column());
    var inner =
        tokens.stream()
            .map(token ->
                switch (token) {
                  case Token.Word word -> (Token) word;
                  case Token.Nested nested ->
                      new Token.Nested(nested.statement().withHeredocs(found, lastLine));
                })
            .toList();
    var extended = new Source(longer, source.text());
    return new Statement(keyword, flags, inner, form, found, comments, extended, lines);
  }

  InputException mistake(String problem, String hint) {
    return source.range().mistake(problem, hint);
  }

  String dump() {
    var out = new StringBuilder(keyword.toLowerCase(Locale.ROOT));
    if (!flags.isEmpty()) {
      out.append(
          flags.stream()
              .map(flag -> GoQuote.text(flag.text()))
              .collect(Collectors.joining(" ", " [", "]")));
    }
    for (Token token : tokens) {
      switch (token) {
        case Token.Word word -> out.append(' ').append(GoQuote.text(word.text()));
        case Token.Nested nested -> out.append(" (").append(nested.statement().dump()).append(")");
      }
    }
    return out.toString().strip();
  }
}
