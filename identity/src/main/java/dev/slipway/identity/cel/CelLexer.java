package dev.slipway.identity.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts source into tokens. */
final class CelLexer {
  private static final CelValue NONE = new CelValue.Null();
  private static final List<String> SYMBOLS =
      List.of(
          "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "?", ":", ".", ",", "(", ")", "[", "]",
          "{", "}", "+", "-", "*", "/", "%");
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private final String source;
  private int at;

  CelLexer(String source) {
    this.source = source;
  }

  List<CelToken> tokens() {
    var tokens = new ArrayList<CelToken>();
    for (skipBlanks(); at < source.length(); skipBlanks()) {
      tokens.add(next());
    }
    tokens.add(new CelToken(CelToken.Type.END, "the end", NONE, at, at));
    return tokens;
  }

  private void skipBlanks() {
    while (at < source.length()) {
      if (source.startsWith("//", at)) {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else if (" \t\r\n\f".indexOf(source.charAt(at)) >= 0) {
        at++;
      } else {
        return;
      }
    }
  }

  private CelToken next() {
    int start = at;
    char c = source.charAt(at);
    if (isQuote(c)) {
      return string(start, false);
    }
    if ((c == 'r' || c == 'R') && at + 1 < source.length() && isQuote(source.charAt(at + 1))) {
      at++;
      return string(start, true);
    }
    if (isDigit(c) || (c == '.' && at + 1 < source.length() && isDigit(source.charAt(at + 1)))) {
      return number(start);
    }
    return isLetter(c) ? word(start) : symbol(start);
  }

  private CelToken word(int start) {
    while (at < source.length() && (isLetter(source.charAt(at)) || isDigit(source.charAt(at)))) {
      at++;
    }
    String word = source.substring(start, at);
    if (at < source.length() && isQuote(source.charAt(at))) {
      throw new CelException(start, "strings with the prefix '" + word + "' are not supported");
    }
    if (RESERVED.contains(word)) {
      throw new CelException(start, "'" + word + "' is a reserved word");
    }
    return switch (word) {
      case "true", "false" -> literal(new CelValue.Bool(word.equals("true")), start);
      case "null" -> literal(NONE, start);
      case "in" -> new CelToken(CelToken.Type.SYMBOL, word, NONE, start, at);
      default -> new CelToken(CelToken.Type.IDENTIFIER, word, NONE, start, at);
    };
  }

  private CelToken symbol(int start) {
    for (String symbol : SYMBOLS) {
      if (source.startsWith(symbol, at)) {
        at += symbol.length();
        return new CelToken(CelToken.Type.SYMBOL, symbol, NONE, start, at);
      }
    }
    char c = source.charAt(at);
    String hint =
        switch (c) {
          case '=' -> "; equality is written ==";
          case '&' -> "; and is written &&";
          case '|' -> "; or is written ||";
          default -> "";
        };
    throw new CelException(at, "unexpected character '" + c + "'" + hint);
  }

  private CelToken number(int start) {
    boolean hex = source.startsWith("0x", at) || source.startsWith("0X", at);
    boolean real = false;
    at += hex ? 2 : 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean exponent = !hex && (c == 'e' || c == 'E');
      boolean point =
          !hex && c == '.' && at + 1 < source.length() && isDigit(source.charAt(at + 1));
      if (exponent && at + 1 < source.length() && "+-".indexOf(source.charAt(at + 1)) >= 0) {
        at++;
      } else if (!exponent && !point && !isDigit(c) && !(hex && Character.digit(c, 16) >= 0)) {
        break;
      }
      real |= exponent || point;
      at++;
    }
    String text = source.substring(start, at);
    if (at < source.length() && isLetter(source.charAt(at))) {
      throw new CelException(
          start, "'" + text + source.charAt(at) + "' is not a number; unsigned ones are not known");
    }
    try {
      return literal(
          real
              ? new CelValue.Real(Double.parseDouble(text))
              : new CelValue.Int(
                  hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text)),
          start);
    } catch (NumberFormatException e) {
      throw new CelException(start, text + " is not a number of 64 bits");
    }
  }

  private CelToken string(int start, boolean raw) {
    String quote = source.substring(at, at + 1);
    if (source.startsWith(quote.repeat(3), at)) {
      quote = quote.repeat(3);
    }
    at += quote.length();
    var text = new StringBuilder();
    while (!source.startsWith(quote, at)) {
      if (at >= source.length() || (quote.length() == 1 && source.charAt(at) == '\n')) {
        throw new CelException(start, "this string does not end");
      }
      if (source.charAt(at) == '\\' && !raw) {
        at++;
        escape(text);
      } else {
        if (source.charAt(at) == '\\' && at + 1 < source.length()) {
          text.append(source.charAt(at++));
        }
        text.append(source.charAt(at++));
      }
    }
    at += quote.length();
    return literal(new CelValue.Text(text.toString()), start);
  }

  private void escape(StringBuilder text) {
    if (at >= source.length()) {
      throw new CelException(at - 1, "this string does not end");
    }
    char c = source.charAt(at++);
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'a' -> text.append('\u0007');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'v' -> text.append('\u000b');
      case '\\', '\'', '"', '`', '?' -> text.append(c);
      case 'x', 'X' -> code(text, 2, 16);
      case 'u' -> code(text, 4, 16);
      case 'U' -> code(text, 8, 16);
      case '0', '1', '2', '3' -> {
        at--;
        code(text, 3, 8);
      }
      default -> throw new CelException(at - 2, "unknown escape \\" + c);
    }
  }

  private void code(StringBuilder text, int digits, int radix) {
    try {
      String code = source.substring(at, at + digits);
      int point = Integer.parseInt(code, radix);
      if (code.startsWith("-") || code.startsWith("+")) {
        throw new NumberFormatException(code);
      }
      text.appendCodePoint(point);
      at += digits;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new CelException(at - 1, "this escape needs " + digits + " digits of a character");
    }
  }

  private CelToken literal(CelValue value, int start) {
    return new CelToken(CelToken.Type.LITERAL, source.substring(start, at), value, start, at);
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
