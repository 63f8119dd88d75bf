package dev.slipway.dockerfile.syntax;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One pass over one text: what {@link ShellWords} promises. */
final class WordScanner {
  /** What is done with quotes, escapes and variables. */
  enum Mode {
    /** Quotes removed, variables replaced. */
    VALUE,
    /** Quotes are ordinary characters. */
    BODY,
    /** Quotes and escapes removed, unset variables left as they are. */
    UNQUOTED,
    /** Nothing removed: only split. */
    RAW;

    boolean keepsQuotes() {
      return this == RAW;
    }

    boolean keepsUnset() {
      return this == RAW || this == UNQUOTED;
    }
  }

  private static final int END = -1;
  private static final int NO_STOP = -2;
  private static final int MAX_DEPTH = 200;
  private static final String SPECIAL_PARAMETERS = "@*#?-$!0";

  private final String text;
  private final Map<String, String> variables;
  private final char escape;
  private final Mode mode;
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<String> unset = new LinkedHashSet<>();
  private int at;
  private int depth;
  private boolean sawQuotes;

  WordScanner(String text, Map<String, String> variables, char escape, Mode mode) {
    this.text = text;
    this.variables = variables;
    this.escape = escape;
    this.mode = mode;
  }

  ShellWords.Result scan() throws WordException {
    var words = new WordSplitter();
    String value = scanUntil(NO_STOP, mode == Mode.RAW, words);
    return new ShellWords.Result(value, words.finish(), Set.copyOf(used), Set.copyOf(unset));
  }

  /** Splits without changing anything; an unclosed quote makes no words. */
  static List<String> rawWords(String text) {
    try {
      return new WordScanner(text, Map.of(), '\\', Mode.RAW).scan().words();
    } catch (WordException e) {
      return List.of();
    }
  }

  /** Whether a quote was met. */
  boolean sawQuotes() {
    return sawQuotes;
  }

  private String scanUntil(int stop, boolean keepEscapes, WordSplitter words) throws WordException {
    if (++depth > MAX_DEPTH) {
      throw new WordException("more than " + MAX_DEPTH + " braces inside each other", "");
    }
    var out = new StringBuilder();
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c == stop) {
        at++;
        depth--;
        return out.toString();
      }
      if (c == '$') {
        String value = dollar(keepEscapes);
        out.append(value);
        words.split(value);
      } else if ((c == '\'' || c == '"') && mode != Mode.BODY) {
        String value = c == '"' ? doubleQuoted(keepEscapes) : singleQuoted();
        out.append(value);
        words.keep(value);
      } else if (c == escape) {
        escaped(keepEscapes, out, words);
      } else {
        at += Character.charCount(c);
        out.appendCodePoint(c);
        words.add(c);
      }
    }
    if (stop != NO_STOP) {
      throw unclosedBrace(stop == '/' ? "a second / is missing in ${name/pattern/text}" : "");
    }
    depth--;
    return out.toString();
  }

  private void escaped(boolean keepEscapes, StringBuilder out, WordSplitter words) {
    at++;
    if (keepEscapes) {
      out.append(escape);
      words.keep(String.valueOf(escape));
    }
    if (at < text.length()) {
      int next = text.codePointAt(at);
      at += Character.charCount(next);
      out.appendCodePoint(next);
      words.keep(Character.toString(next));
    }
  }

  private String singleQuoted() throws WordException {
    sawQuotes = true;
    int close = text.indexOf('\'', at + 1);
    if (close < 0) {
      throw new WordException(
          "a single quote (') is not closed", "close it, or escape it to mean itself");
    }
    String quoted =
        mode.keepsQuotes() ? text.substring(at, close + 1) : text.substring(at + 1, close);
    at = close + 1;
    return quoted;
  }

  private String doubleQuoted(boolean keepEscapes) throws WordException {
    sawQuotes = true;
    var out = new StringBuilder();
    if (mode.keepsQuotes()) {
      out.append('"');
    }
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return mode.keepsQuotes() ? out.append('"').toString() : out.toString();
      }
      if (c == '$') {
        out.append(dollar(keepEscapes));
      } else if (c == escape) {
        escapedInQuotes(keepEscapes, out);
      } else {
        out.append(c);
        at++;
      }
    }
    throw new WordException(
        "a double quote (\") is not closed", "close it, or escape it to mean itself");
  }

  private void escapedInQuotes(boolean keepEscapes, StringBuilder out) {
    at++;
    if (at == text.length()) {
      return;
    }
    if (keepEscapes) {
      out.append(escape);
    }
    char next = text.charAt(at);
    if (next == '"' || next == '$' || next == escape) {
      out.append(next);
      at++;
    } else {
      out.append(escape);
    }
  }

  private String dollar(boolean keepEscapes) throws WordException {
    int start = at++;
    if (peek() != '{') {
      String name = name();
      if (name.isEmpty()) {
        return "$";
      }
      return isSet(name) ? value(name) : mode.keepsUnset() ? "$" + name : "";
    }
    at++;
    int first = peek();
    if (first == END) {
      throw unclosedBrace("");
    }
    if (first == '{' || first == '}' || first == ':') {
      throw new WordException(
          "a name is missing after ${", "write ${name}, or escape the $ to mean itself");
    }
    String value = braces(name(), keepEscapes);
    return value.equals(LEFT_ALONE) ? text.substring(start, at) : value;
  }

  /** Says that an unset variable stays in the text; no value can contain it. */
  private static final String LEFT_ALONE = "\uFFFF\uFFFE";

  private String braces(String name, boolean keepEscapes) throws WordException {
    int modifier = peek();
    if (modifier == END) {
      throw unclosedBrace("");
    }
    at += Character.charCount(modifier);
    return switch (modifier) {
      case '}' -> isSet(name) ? value(name) : mode.keepsUnset() ? LEFT_ALONE : "";
      case '/' -> replace(name);
      case ':' -> {
        int second = peek();
        if (second == END) {
          throw unclosedBrace("");
        }
        at += Character.charCount(second);
        yield modified(name, second, true, keepEscapes);
      }
      default -> modified(name, modifier, false, keepEscapes);
    };
  }

  private String modified(String name, int modifier, boolean emptyIsUnset, boolean keepEscapes)
      throws WordException {
    if ("+-?#%".indexOf(modifier) < 0) {
      throw unknownModifier((emptyIsUnset ? ":" : "") + Character.toString(modifier));
    }
    boolean pattern = modifier == '#' || modifier == '%';
    String word = scanUntil('}', pattern || (keepEscapes && mode == Mode.RAW), new WordSplitter());
    boolean set = isSet(name);
    if (!set && mode.keepsUnset()) {
      return LEFT_ALONE;
    }
    String value = value(name);
    boolean missing = !set || (emptyIsUnset && value.isEmpty());
    return switch (modifier) {
      case '-' -> missing ? word : value;
      case '+' -> missing ? "" : word;
      case '?' -> {
        if (missing) {
          throw required(name, word, set);
        }
        yield value;
      }
      default -> cut(value, word, (char) modifier);
    };
  }

  private static String cut(String value, String word, char modifier) throws WordException {
    boolean longest = !word.isEmpty() && word.charAt(0) == modifier;
    ShellPattern pattern = ShellPattern.parse(longest ? word.substring(1) : word);
    ShellPattern.Length length =
        longest ? ShellPattern.Length.LONGEST : ShellPattern.Length.SHORTEST;
    return modifier == '#'
        ? pattern.withoutPrefix(value, length)
        : pattern.withoutSuffix(value, length);
  }

  private String replace(String name) throws WordException {
    boolean all = peek() == '/';
    if (all) {
      at++;
    }
    String pattern = scanUntil('/', true, new WordSplitter());
    String replacement = scanUntil('}', true, new WordSplitter());
    if (!isSet(name) && mode.keepsUnset()) {
      return LEFT_ALONE;
    }
    ShellPattern parsed = ShellPattern.parse(pattern);
    String value = value(name);
    return all ? parsed.replaceAll(value, replacement) : parsed.replaceFirst(value, replacement);
  }

  private String name() {
    int start = at;
    if (Character.isDigit(peek())) {
      while (Character.isDigit(peek())) {
        at += Character.charCount(peek());
      }
      return text.substring(start, at);
    }
    if (peek() != END && SPECIAL_PARAMETERS.indexOf(peek()) >= 0) {
      return text.substring(start, ++at);
    }
    for (int c = peek(); isNameCharacter(c); c = peek()) {
      at += Character.charCount(c);
    }
    return text.substring(start, at);
  }

  private static boolean isNameCharacter(int c) {
    return c == '_' || Character.isLetter(c) || Character.isDigit(c);
  }

  private int peek() {
    return at < text.length() ? text.codePointAt(at) : END;
  }

  private boolean isSet(String name) {
    boolean set = variables.containsKey(name);
    (set ? used : unset).add(name);
    return set;
  }

  private String value(String name) {
    return variables.getOrDefault(name, "");
  }

  private static WordException unclosedBrace(String hint) {
    return new WordException(
        "a brace (${) is not closed", hint.isEmpty() ? "add the missing }" : hint);
  }

  private static WordException unknownModifier(String modifier) {
    return new WordException(
        "unsupported modifier (" + modifier + ") in substitution",
        "known are :- - :+ + :? ? # ## % %% / and //");
  }

  private static WordException required(String name, String message, boolean set) {
    String problem =
        !message.isEmpty()
            ? message
            : set ? "is not allowed to be empty" : "is not allowed to be unset";
    return new WordException(
        name + ": " + problem, "set it, for example with --build-arg " + name + "=…");
  }
}
