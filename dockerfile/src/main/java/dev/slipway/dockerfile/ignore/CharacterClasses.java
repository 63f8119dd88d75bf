package dev.slipway.dockerfile.ignore;

import dev.slipway.dockerfile.ignore.PathAutomaton.Characters;

/** The named sets of characters of Go's regular expressions. */
final class CharacterClasses {
  private static final Characters DIGIT = c -> c >= '0' && c <= '9';
  private static final Characters LOWER = c -> c >= 'a' && c <= 'z';
  private static final Characters UPPER = c -> c >= 'A' && c <= 'Z';
  private static final Characters ALPHA = c -> LOWER.contain(c) || UPPER.contain(c);
  private static final Characters ALNUM = c -> ALPHA.contain(c) || DIGIT.contain(c);
  private static final Characters WORD = c -> ALNUM.contain(c) || c == '_';
  private static final Characters SPACE =
      c -> c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  private static final Characters GRAPH = c -> c > ' ' && c < 0x7F;

  private CharacterClasses() {}

  /** What a backslash and a letter, a digit or a non-ASCII character mean. */
  static Characters escape(int c) throws PatternException {
    return switch (c) {
      case 'd' -> DIGIT;
      case 'D' -> x -> !DIGIT.contain(x);
      case 's' -> SPACE;
      case 'S' -> x -> !SPACE.contain(x);
      case 'w' -> WORD;
      case 'W' -> x -> !WORD.contain(x);
      case 'a' -> same(0x07);
      case 'f' -> same('\f');
      case 'n' -> same('\n');
      case 'r' -> same('\r');
      case 't' -> same('\t');
      case 'v' -> same(0x0B);
      default ->
          throw new PatternException(
              "the backslash before " + Character.toString(c) + " escapes nothing",
              "separate directories with /, write \\\\ for a backslash");
    };
  }

  /** {@code [:name:]} inside brackets. */
  static Characters posix(String name) throws PatternException {
    boolean negated = name.startsWith("^");
    Characters named = named(negated ? name.substring(1) : name);
    return negated ? c -> !named.contain(c) : named;
  }

  private static Characters named(String name) throws PatternException {
    return switch (name) {
      case "alnum" -> ALNUM;
      case "alpha" -> ALPHA;
      case "ascii" -> c -> c < 0x80;
      case "blank" -> c -> c == ' ' || c == '\t';
      case "cntrl" -> c -> c < ' ' || c == 0x7F;
      case "digit" -> DIGIT;
      case "graph" -> GRAPH;
      case "lower" -> LOWER;
      case "print" -> c -> c == ' ' || GRAPH.contain(c);
      case "punct" -> c -> GRAPH.contain(c) && !ALNUM.contain(c);
      case "space" -> c -> SPACE.contain(c) || c == 0x0B;
      case "upper" -> UPPER;
      case "word" -> WORD;
      case "xdigit" -> c -> DIGIT.contain(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      default -> throw new PatternException("unknown character class [:" + name + ":]", "");
    };
  }

  private static Characters same(int expected) {
    return c -> c == expected;
  }
}
