package dev.slipway.dockerfile.ignore;

import dev.slipway.dockerfile.ignore.PathAutomaton.Characters;
import dev.slipway.dockerfile.ignore.PathAutomaton.Element;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a pattern into an automaton, with all of Docker's peculiarities.
 *
 * <p>Docker writes a pattern as a Go regular expression and leaves brackets and escapes to it, so
 * the meaning of those is that of the expression. It is written here too, and then read by {@link
 * RegexReader}, which knows just what can appear in one.
 */
final class PatternCompiler {
  private static final String ESCAPED = ".+()|{}$";

  private static final Characters ANY = c -> true;

  private final String pattern;
  private final StringBuilder regex = new StringBuilder();
  private Kind kind = Kind.EXACT;
  private int at;

  /** How much of a regular expression a pattern needs. */
  private enum Kind {
    EXACT,
    /** Only a {@code **} at the end. */
    PREFIX,
    /** Only a {@code **} at the start. */
    SUFFIX,
    REGEX
  }

  private PatternCompiler(String pattern) {
    this.pattern = pattern;
  }

  static PathAutomaton compile(String pattern) throws PatternException {
    BracketCheck.check(pattern);
    return new PathAutomaton(new PatternCompiler(pattern).elements());
  }

  private List<Element> elements() throws PatternException {
    while (at < pattern.length()) {
      translate();
    }
    return switch (kind) {
      case EXACT -> literal(pattern);
      case PREFIX -> {
        var elements = literal(pattern.substring(0, pattern.length() - 2));
        elements.add(Element.many(ANY));
        yield elements;
      }
      case SUFFIX -> suffix(pattern.substring(2));
      case REGEX -> new RegexReader(regex.toString()).read();
    };
  }

  private static List<Element> literal(String text) {
    var elements = new ArrayList<Element>();
    text.codePoints().forEach(expected -> elements.add(Element.literal(expected)));
    return elements;
  }

  private static List<Element> suffix(String rest) {
    var elements = new ArrayList<Element>();
    if (rest.startsWith("/")) {
      elements.add(Element.optional(2));
      elements.add(Element.many(ANY));
      elements.add(Element.one(c -> c == '/'));
      elements.addAll(literal(rest.substring(1)));
    } else {
      elements.add(Element.many(ANY));
      elements.addAll(literal(rest));
    }
    return elements;
  }

  private void translate() {
    boolean first = at == 0;
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    switch (c) {
      case '*' -> star(first);
      case '?' -> special("[^/]");
      case '\\' -> escape();
      case '[', ']' -> special(Character.toString(c));
      default -> {
        if (ESCAPED.indexOf(c) >= 0) {
          regex.append('\\');
        }
        regex.appendCodePoint(c);
      }
    }
  }

  private void special(String text) {
    regex.append(text);
    kind = Kind.REGEX;
  }

  private void escape() {
    regex.append('\\');
    if (at < pattern.length()) {
      int next = pattern.codePointAt(at);
      at += Character.charCount(next);
      regex.appendCodePoint(next);
      kind = Kind.REGEX;
    }
  }

  private void star(boolean first) {
    if (!pattern.startsWith("*", at)) {
      special("[^/]*");
      return;
    }
    at++;
    if (pattern.startsWith("/", at)) {
      at++;
    }
    if (at < pattern.length()) {
      special("(.*/)?");
    } else if (kind == Kind.EXACT) {
      kind = Kind.PREFIX;
    } else {
      special(".*");
    }
    if (first) {
      kind = Kind.SUFFIX;
    }
  }
}
