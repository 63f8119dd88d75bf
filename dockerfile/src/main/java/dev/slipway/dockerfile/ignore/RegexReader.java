package dev.slipway.dockerfile.ignore;

import dev.slipway.dockerfile.ignore.PathAutomaton.Characters;
import dev.slipway.dockerfile.ignore.PathAutomaton.Element;
import java.util.ArrayList;
import java.util.List;

/** Reads the small part of Go's regular expressions that {@link PatternCompiler} writes. */
final class RegexReader {
  private static final String ANY_DIRECTORIES = "(.*/)?";
  private static final Characters ANY_IN_LINE = c -> c != '\n';

  private final String regex;
  private final List<Element> elements = new ArrayList<>();
  private int at;

  RegexReader(String regex) {
    this.regex = regex;
  }

  List<Element> read() throws PatternException {
    while (at < regex.length()) {
      if (regex.startsWith(ANY_DIRECTORIES, at)) {
        at += ANY_DIRECTORIES.length();
        elements.add(Element.optional(2));
        elements.add(Element.many(ANY_IN_LINE));
        elements.add(Element.one(c -> c == '/'));
      } else if (regex.startsWith(".*", at)) {
        at += 2;
        elements.add(Element.many(ANY_IN_LINE));
      } else {
        one();
      }
    }
    return elements;
  }

  private void one() throws PatternException {
    int c = next();
    switch (c) {
      case '^' -> elements.add(Element.start());
      case '\\' -> elements.add(Element.one(escape()));
      case '[' -> {
        Characters characters = brackets();
        boolean repeat = regex.startsWith("*", at);
        at += repeat ? 1 : 0;
        elements.add(repeat ? Element.many(characters) : Element.one(characters));
      }
      default -> elements.add(Element.literal(c));
    }
  }

  private int next() {
    int c = regex.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private Characters brackets() throws PatternException {
    boolean negated = regex.startsWith("^", at);
    at += negated ? 1 : 0;
    Characters union = c -> false;
    boolean first = true;
    while (first || !regex.startsWith("]", at)) {
      if (at >= regex.length()) {
        throw new PatternException("[ is not closed by ]", "write \\[ for a bracket");
      }
      union = either(union, range());
      first = false;
    }
    at++;
    Characters listed = union;
    return negated ? c -> !listed.contain(c) : listed;
  }

  private Characters range() throws PatternException {
    if (regex.startsWith("[:", at)) {
      int end = regex.indexOf(":]", at + 2);
      if (end > 0) {
        String name = regex.substring(at + 2, end);
        at = end + 2;
        return CharacterClasses.posix(name);
      }
    }
    int start = at;
    int low = next();
    if (low == '\\') {
      Characters escaped = escape();
      int literal = at - start == 2 ? regex.charAt(start + 1) : -1;
      if (Character.isLetterOrDigit(literal) || !isRange()) {
        return escaped;
      }
      low = literal;
    }
    return isRange() ? upTo(low) : same(low);
  }

  private boolean isRange() {
    return regex.startsWith("-", at) && !regex.startsWith("-]", at);
  }

  private Characters upTo(int low) throws PatternException {
    at++;
    int high = next();
    if (high == '\\') {
      high = next();
    }
    if (high < low) {
      throw new PatternException(
          "the range "
              + Character.toString(low)
              + "-"
              + Character.toString(high)
              + " in [] is upside down",
          "write the smaller character first");
    }
    int top = high;
    return c -> c >= low && c <= top;
  }

  private static Characters same(int expected) {
    return c -> c == expected;
  }

  private static Characters either(Characters a, Characters b) {
    return c -> a.contain(c) || b.contain(c);
  }

  private Characters escape() throws PatternException {
    int c = next();
    boolean letterOrDigit =
        c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letterOrDigit ? CharacterClasses.escape(c) : same(c);
  }
}
