package dev.slipway.kubernetes.api;

import java.util.BitSet;
import java.util.Optional;

/**
 * Finds the first mistake in a JSON text and says it in the words that clients of Kubernetes know.
 * It reads bytes one by one and keeps only what it is inside of.
 */
final class JsonScanner {
  private static final int DEEPEST = 10_000;
  private static final String VALUE = "looking for beginning of value";
  private static final String KEY = "looking for beginning of object key string";
  private static final String END = "unexpected end of JSON input";

  private final byte[] text;
  private int at;

  /** For each level that is open, whether it is an object. */
  private final BitSet objects = new BitSet();

  private int depth;

  private JsonScanner(byte[] text) {
    this.text = text;
  }

  /** The first mistake; empty for a text that is right. */
  static Optional<String> problem(byte[] text) {
    try {
      new JsonScanner(text).document();
      return Optional.empty();
    } catch (Mistake e) {
      return Optional.of(e.problem);
    }
  }

  /** Ends the reading. */
  private static final class Mistake extends Exception {
    private static final long serialVersionUID = 1L;
    private final String problem;

    Mistake(String problem) {
      super(problem, null, false, false);
      this.problem = problem;
    }
  }

  private void document() throws Mistake {
    value();
    while (depth > 0) {
      next();
    }
    if (skipSpace() >= 0) {
      throw unexpected("after top-level value");
    }
  }

  /** Goes on behind a value that is inside of something. */
  private void next() throws Mistake {
    boolean object = objects.get(depth);
    int c = required();
    if (c == (object ? '}' : ']')) {
      at++;
      depth--;
    } else if (c != ',') {
      throw unexpected(object ? "after object key:value pair" : "after array element");
    } else {
      at++;
      if (object) {
        key();
      }
      value();
    }
  }

  private void key() throws Mistake {
    if (required() != '"') {
      throw unexpected(KEY);
    }
    string();
    if (required() != ':') {
      throw unexpected("after object key");
    }
    at++;
  }

  /** Reads a scalar, or opens as many levels as begin here and reads the first scalar inside. */
  private void value() throws Mistake {
    while (true) {
      int c = required();
      if (c != '{' && c != '[') {
        scalar(c);
        return;
      }
      open(c == '{');
      int inside = required();
      if (inside == (c == '{' ? '}' : ']')) {
        at++;
        depth--;
        return;
      }
      if (c == '{') {
        key();
      }
    }
  }

  private void open(boolean object) throws Mistake {
    if (depth == DEEPEST) {
      throw unexpected("exceeded max depth");
    }
    at++;
    depth++;
    objects.set(depth, object);
  }

  private void scalar(int c) throws Mistake {
    switch (c) {
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c != '-' && !isDigit(c)) {
          throw unexpected(VALUE);
        }
        number();
      }
    }
  }

  private void literal(String word) throws Mistake {
    for (int i = 0; i < word.length(); i++) {
      if (here() != word.charAt(i)) {
        throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
      at++;
    }
  }

  private void number() throws Mistake {
    if (here() == '-') {
      at++;
      requireDigit("in numeric literal");
    }
    if (here() == '0') {
      at++;
    } else {
      digits();
    }
    if (here() == '.') {
      at++;
      requireDigit("after decimal point in numeric literal");
      digits();
    }
    if (here() == 'e' || here() == 'E') {
      at++;
      if (here() == '+' || here() == '-') {
        at++;
      }
      requireDigit("in exponent of numeric literal");
      digits();
    }
  }

  private void digits() {
    while (isDigit(here())) {
      at++;
    }
  }

  private void requireDigit(String where) throws Mistake {
    if (!isDigit(here())) {
      throw unexpected(where);
    }
  }

  private void string() throws Mistake {
    at++;
    while (at < text.length && text[at] != '"') {
      int c = here();
      if (c < ' ') {
        throw unexpected("in string literal");
      }
      at++;
      if (c == '\\') {
        escape();
      }
    }
    if (at >= text.length) {
      throw new Mistake(END);
    }
    at++;
  }

  private void escape() throws Mistake {
    int c = here();
    if ("\"\\/bfnrtu".indexOf(c) < 0) {
      throw unexpected("in string escape code");
    }
    at++;
    for (int i = 0; c == 'u' && i < 4; i++) {
      if (Character.digit(here(), 16) < 0) {
        throw unexpected("in \\u hexadecimal character escape");
      }
      at++;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The byte at this place; behind the end a blank, which ends a literal or a number. */
  private int here() {
    return at < text.length ? text[at] & 0xff : ' ';
  }

  /** The next byte that is no space, or -1 at the end. */
  private int skipSpace() {
    while (at < text.length && (here() == ' ' || here() == '\t' || isLineEnd(here()))) {
      at++;
    }
    return at < text.length ? here() : -1;
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  private int required() throws Mistake {
    int c = skipSpace();
    if (c < 0) {
      throw new Mistake(END);
    }
    return c;
  }

  private Mistake unexpected(String where) {
    return new Mistake("invalid character " + quoted(here()) + " " + where);
  }

  private static String quoted(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      default ->
          Character.isISOControl(c) || c == 0xa0 || c == 0xad
              ? "'\\x%02x'".formatted(c)
              : "'" + (char) c + "'";
    };
  }
}
