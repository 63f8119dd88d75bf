package dev.slipway.workflow.expression;

import dev.slipway.workflow.expression.ExpressionException.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/** Cuts an expression into tokens, one at a time, so that the first mistake is the one reported. */
final class Lexer {
  private static final String BOUNDARIES = "()[],.!<>=&|";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*+");
  private static final Set<String> CONSTANTS = Set.of("null", "true", "false", "NaN", "Infinity");

  private final String source;
  private int at;
  private TokenType previous = TokenType.END;

  Lexer(String source) {
    this.source = source;
  }

  /** The next token; one of type END when there is none. */
  Token next() {
    at = skipWhitespace(at);
    var token = at == source.length() ? token(TokenType.END, 0) : read(source.charAt(at));
    at += token.text().length();
    previous = token.type();
    return token;
  }

  private Token read(char c) {
    return switch (c) {
      case '(' -> token(TokenType.OPEN, 1);
      case ')' -> token(TokenType.CLOSE, 1);
      case '[' -> token(TokenType.OPEN_INDEX, 1);
      case ']' -> token(TokenType.CLOSE_INDEX, 1);
      case ',' -> token(TokenType.COMMA, 1);
      case '*' -> token(TokenType.STAR, 1);
      case '.' -> previous.endsValue() ? token(TokenType.DOT, 1) : number();
      case '!' -> follows('=') ? token(TokenType.BINARY, 2) : token(TokenType.NOT, 1);
      case '<', '>' -> token(TokenType.BINARY, follows('=') ? 2 : 1);
      case '=', '&', '|' -> doubled(c);
      case '\'' -> string();
      default -> c == '+' || c == '-' || isDigit(c) ? number() : word();
    };
  }

  private Token doubled(char c) {
    if (follows(c)) {
      return token(TokenType.BINARY, 2);
    }
    throw unexpected(token(TokenType.BINARY, boundary(at + 1) - at));
  }

  private Token string() {
    int end = at + 1;
    while (end < source.length()) {
      if (source.charAt(end) != '\'') {
        end++;
      } else if (end + 1 < source.length() && source.charAt(end + 1) == '\'') {
        end += 2;
      } else {
        return token(TokenType.STRING, end + 1 - at);
      }
    }
    throw unexpected(token(TokenType.STRING, source.length() - at));
  }

  private Token number() {
    int end = at + 1;
    while (end < source.length() && (source.charAt(end) == '.' || !isBoundary(end))) {
      end++;
    }
    var number = token(TokenType.NUMBER, end - at);
    if (Double.isNaN(Numbers.parse(number.text()))) {
      throw unexpected(number);
    }
    return number;
  }

  private Token word() {
    int length = boundary(at + 1) - at;
    var word = token(TokenType.PROPERTY, length);
    if (!NAME.matcher(word.text()).matches()) {
      throw unexpected(word);
    }
    if (previous == TokenType.DOT) {
      return word;
    }
    if (CONSTANTS.contains(word.text())) {
      return token(TokenType.CONSTANT, length);
    }
    int behind = skipWhitespace(at + length);
    boolean called = behind < source.length() && source.charAt(behind) == '(';
    return token(called ? TokenType.FUNCTION : TokenType.CONTEXT, length);
  }

  private int skipWhitespace(int from) {
    int end = from;
    while (end < source.length() && Character.isWhitespace(source.charAt(end))) {
      end++;
    }
    return end;
  }

  private int boundary(int from) {
    int end = from;
    while (end < source.length() && !isBoundary(end)) {
      end++;
    }
    return end;
  }

  private boolean isBoundary(int index) {
    char c = source.charAt(index);
    return BOUNDARIES.indexOf(c) >= 0 || Character.isWhitespace(c);
  }

  private boolean follows(char c) {
    return at + 1 < source.length() && source.charAt(at + 1) == c;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private Token token(TokenType type, int length) {
    return new Token(type, source.substring(at, at + length), at);
  }

  private ExpressionException unexpected(Token token) {
    return ExpressionException.at(Kind.LEXING, "Unexpected symbol", token, source);
  }
}
