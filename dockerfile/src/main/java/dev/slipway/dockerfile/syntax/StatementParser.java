package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits one joined line into keyword, flags and tokens, by the rules of its keyword. */
final class StatementParser {
  private static final int MAX_NESTING = 16;

  private final char escape;
  private final List<String> comments;
  private final int nesting;

  StatementParser(char escape, List<String> comments) {
    this(escape, comments, 0);
  }

  private StatementParser(char escape, List<String> comments, int nesting) {
    this.escape = escape;
    this.comments = comments;
    this.nesting = nesting;
  }

  /** What the arguments of one statement became. */
  private record Arguments(List<Token> tokens, Statement.Form form) {
    static Arguments plain(List<? extends Token> tokens) {
      return new Arguments(List.copyOf(tokens), Statement.Form.PLAIN);
    }
  }

  Statement parse(Source source, LineMap lines) {
    String text = source.text();
    int start = Text.skipSpace(text, 0);
    int end = start;
    while (end < text.length() && !Text.isSeparator(text.charAt(end))) {
      end++;
    }
    String keyword = Text.trim(text.substring(start, end));
    var flags = new FlagScanner(text, Text.skipSpace(text, end));
    List<Token.Word> words = flags.scan();
    int from = Text.skipSpace(text, flags.end());
    String rest = Text.trim(text.substring(from));
    var at = new Place(source, lines, from);
    Arguments arguments = arguments(keyword.toUpperCase(Locale.ROOT), rest, at);
    return new Statement(
        keyword, words, arguments.tokens, arguments.form, List.of(), comments, source, lines);
  }

  /** Where the arguments start. */
  private record Place(Source source, LineMap lines, int offset) {
    InputException mistake(int at, String problem, String hint) {
      return new InputException(lines.position(offset + at), problem, hint);
    }
  }

  private Arguments arguments(String keyword, String rest, Place at) {
    return switch (keyword) {
      case "ENV", "LABEL" -> Arguments.plain(pairs(keyword, rest, at));
      case "ARG" -> Arguments.plain(QuotedWords.split(rest, at.offset, escape));
      case "FROM", "EXPOSE" -> Arguments.plain(separated(rest, at.offset));
      case "ADD", "COPY", "VOLUME" -> jsonOr(rest, at, separated(rest, at.offset));
      case "RUN", "CMD", "ENTRYPOINT", "SHELL" -> jsonOr(rest, at, whole(rest, at.offset));
      case "HEALTHCHECK" -> healthcheck(rest, at);
      case "MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR" -> Arguments.plain(whole(rest, at.offset));
      case "ONBUILD" -> Arguments.plain(nested(rest, at));
      default -> Arguments.plain(List.of(new Token.Word("", at.offset)));
    };
  }

  private static List<Token.Word> whole(String rest, int offset) {
    return rest.isEmpty() ? List.of() : List.of(new Token.Word(rest, offset));
  }

  private static List<Token.Word> separated(String rest, int offset) {
    var words = new ArrayList<Token.Word>();
    int start = 0;
    for (int i = 0; i <= rest.length(); i++) {
      if (i == rest.length() || Text.isSeparator(rest.charAt(i))) {
        if (i > start) {
          words.add(new Token.Word(rest.substring(start, i), offset + start));
        }
        start = i + 1;
      }
    }
    return words;
  }

  private static Arguments jsonOr(String rest, Place at, List<Token.Word> otherwise) {
    return switch (JsonArray.parse(rest)) {
      case JsonArray.Strings strings -> {
        var words = new ArrayList<Token>();
        strings.values().forEach(value -> words.add(new Token.Word(value, at.offset)));
        yield new Arguments(words, Statement.Form.JSON);
      }
      case JsonArray.Mixed mixed ->
          throw at.mistake(
              0,
              "when using JSON array syntax, arrays must be comprised of strings only",
              "put quotes around " + mixed.first());
      case JsonArray.None none -> Arguments.plain(otherwise);
    };
  }

  private static Arguments healthcheck(String rest, Place at) {
    int end = 0;
    while (end < rest.length() && !Text.isSpace(rest.charAt(end))) {
      end++;
    }
    if (end == 0) {
      return Arguments.plain(List.of());
    }
    int next = Text.skipSpace(rest, end);
    var place = new Place(at.source, at.lines, at.offset + next);
    String command = rest.substring(next);
    Arguments arguments = jsonOr(command, place, whole(command, place.offset));
    var tokens = new ArrayList<Token>();
    tokens.add(new Token.Word(rest.substring(0, end), at.offset));
    tokens.addAll(arguments.tokens);
    return new Arguments(tokens, arguments.form);
  }

  private List<Token> nested(String rest, Place at) {
    if (rest.isEmpty()) {
      return List.of();
    }
    if (nesting == MAX_NESTING) {
      throw at.mistake(0, InstructionReader.CHAINED_ONBUILD, "write one ONBUILD");
    }
    var start = at.lines.position(at.offset);
    var outer = at.source.range();
    var range = new SourceRange(outer.file(), start.line(), outer.lastLine(), start.column());
    var statement =
        new StatementParser(escape, List.of(), nesting + 1)
            .parse(new Source(range, rest), at.lines.from(at.offset));
    return List.of(new Token.Nested(statement));
  }

  private List<Token.Word> pairs(String keyword, String rest, Place at) {
    List<Token.Word> words = QuotedWords.split(rest, at.offset, escape);
    if (words.isEmpty()) {
      return words;
    }
    if (words.getFirst().text().indexOf('=') < 0) {
      return legacyPair(keyword, rest, at);
    }
    var tokens = new ArrayList<Token.Word>();
    for (Token.Word word : words) {
      int equals = word.text().indexOf('=');
      if (equals < 0) {
        throw at.mistake(
            word.offset() - at.offset,
            "Syntax error - can't find = in "
                + GoQuote.text(word.text())
                + ". Must be of the form: name=value",
            "put quotes around a value that contains spaces");
      }
      int value = word.offset() + equals + 1;
      tokens.add(new Token.Word(word.text().substring(0, equals), word.offset()));
      tokens.add(new Token.Word(word.text().substring(equals + 1), value));
      tokens.add(new Token.Word("=", value - 1));
    }
    return tokens;
  }

  private static List<Token.Word> legacyPair(String keyword, String rest, Place at) {
    int end = 0;
    while (end < rest.length() && !Text.isSeparator(rest.charAt(end))) {
      end++;
    }
    int value = end;
    while (value < rest.length() && Text.isSeparator(rest.charAt(value))) {
      value++;
    }
    if (value == rest.length()) {
      throw at.mistake(
          0, keyword + " must have two arguments", "write " + keyword + " " + rest + "=value");
    }
    return List.of(
        new Token.Word(rest.substring(0, end), at.offset),
        new Token.Word(rest.substring(value), at.offset + value),
        new Token.Word("", at.offset + end));
  }
}
