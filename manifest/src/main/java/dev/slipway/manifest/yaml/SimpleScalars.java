package dev.slipway.manifest.yaml;

import dev.slipway.manifest.yaml.SimpleLines.NotSimple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Scalars in one line, for {@link SimpleYaml}. */
final class SimpleScalars {
  /** What cannot begin a plain scalar, or only before certain others. */
  private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

  private static final int LONGEST_KEY = 1000;

  private final String text;
  private final SimpleLines lines;
  private final YamlDialect dialect;

  SimpleScalars(String text, SimpleLines lines, YamlDialect dialect) {
    this.text = text;
    this.lines = lines;
    this.dialect = dialect;
  }

  /** What is in quotes here. */
  String quoted() {
    return lines.here() == '"' ? doubleQuoted() : singleQuoted();
  }

  JsonNode node(String quoted) {
    return dialect == YamlDialect.KUSTOMIZE ? new QuotedText(quoted) : StringNode.valueOf(quoted);
  }

  private String singleQuoted() {
    int start = lines.at() + 1;
    int end = start;
    boolean doubled = false;
    while (lines.charAt(end) != '\'' || lines.charAt(end + 1) == '\'') {
      if (lines.charAt(end) == '\n') {
        throw new NotSimple();
      }
      boolean quote = lines.charAt(end) == '\'';
      doubled |= quote;
      end += quote ? 2 : 1;
    }
    lines.at(end + 1);
    String inside = text.substring(start, end);
    return doubled ? inside.replace("''", "'") : inside;
  }

  private String doubleQuoted() {
    int start = lines.at() + 1;
    int end = start;
    boolean escapes = false;
    while (lines.charAt(end) != '"') {
      if (lines.charAt(end) == '\n') {
        throw new NotSimple();
      }
      boolean escape = lines.charAt(end) == '\\';
      escapes |= escape;
      end += escape ? 2 : 1;
    }
    lines.at(end + 1);
    return escapes ? unescaped(start, end) : text.substring(start, end);
  }

  private String unescaped(int start, int end) {
    var out = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        c =
            switch (text.charAt(++i)) {
              case '"' -> '"';
              case '\\' -> '\\';
              case 'n' -> '\n';
              case 't' -> '\t';
              default -> throw new NotSimple();
            };
      }
      out.append(c);
    }
    return out.toString();
  }

  /** Whether a plain scalar can begin here. */
  private boolean beginsPlain() {
    char c = lines.here();
    return INDICATORS.indexOf(c) < 0 || (c == '-' && isWord(lines.charAt(lines.at() + 1)));
  }

  private static boolean isWord(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
  }

  /** A plain scalar that goes on to the end of the line or a comment. */
  JsonNode plain() {
    int start = lines.at();
    if (!beginsPlain()) {
      throw new NotSimple();
    }
    int end = start;
    for (char c = lines.charAt(end); c != '\n'; c = lines.charAt(++end)) {
      boolean comment = c == '#' && lines.charAt(end - 1) == ' ';
      if (comment) {
        break;
      }
      if (c == '\t' || (c == ':' && SimpleLines.isSpace(lines.charAt(end + 1)))) {
        throw new NotSimple();
      }
    }
    lines.at(end);
    return resolve(trimmed(start, end));
  }

  /** A plain scalar in a flow collection. */
  String flowPlain() {
    int start = lines.at();
    if (!beginsPlain()) {
      throw new NotSimple();
    }
    int end = start;
    for (char c = lines.charAt(end); c != ',' && c != ']' && c != '}'; c = lines.charAt(++end)) {
      boolean odd = c == '\n' || c == '\t' || c == '[' || c == '{';
      if (odd || (c == '#' && lines.charAt(end - 1) == ' ')) {
        throw new NotSimple();
      }
      if (c == ':' && (lines.charAt(end + 1) == ' ' || isFlowEnd(lines.charAt(end + 1)))) {
        break;
      }
    }
    lines.at(end);
    return trimmed(start, end);
  }

  private static boolean isFlowEnd(char c) {
    return c == '\n' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
  }

  private String trimmed(int start, int end) {
    int last = end;
    while (last > start && text.charAt(last - 1) == ' ') {
      last--;
    }
    return text.substring(start, last);
  }

  JsonNode resolve(String plain) {
    return Scalars.resolve(plain, dialect).orElseThrow(NotSimple::new);
  }

  /** Whether this line, from here on, begins with a key. */
  boolean isKey() {
    int end = lines.at();
    char first = lines.charAt(end);
    if (first == '"' || first == '\'') {
      int start = end;
      quoted();
      end = lines.at();
      lines.at(start);
      return lines.charAt(end) == ':';
    }
    while (lines.charAt(end) != '\n') {
      if (lines.charAt(end) == ':' && SimpleLines.isSpace(lines.charAt(end + 1))) {
        return true;
      }
      if (lines.charAt(end) == '#' && lines.charAt(end - 1) == ' ') {
        return false;
      }
      end++;
    }
    return false;
  }

  /** A key in a block, with its colon. */
  String key() {
    char first = lines.here();
    if (first == '"' || first == '\'') {
      String key = quoted();
      return colon(key);
    }
    int start = lines.at();
    if (INDICATORS.indexOf(first) >= 0) {
      throw new NotSimple();
    }
    int end = start;
    while (lines.charAt(end) != ':' || !SimpleLines.isSpace(lines.charAt(end + 1))) {
      char c = lines.charAt(end);
      if (c == '\n' || c == '\t' || (c == '#' && lines.charAt(end - 1) == ' ')) {
        throw new NotSimple();
      }
      end++;
    }
    lines.at(end);
    return colon(plainKey(text.substring(start, end)));
  }

  /** A key that is text without quotes. */
  String plainKey(String key) {
    boolean text =
        !key.isEmpty()
            && key.charAt(key.length() - 1) != ' '
            && !key.equals("<<")
            && resolve(key).isString();
    if (!text) {
      throw new NotSimple();
    }
    return key;
  }

  /** Goes over the colon behind a key. */
  String colon(String key) {
    boolean fine =
        key.length() <= LONGEST_KEY
            && lines.here() == ':'
            && SimpleLines.isSpace(lines.charAt(lines.at() + 1));
    if (!fine) {
      throw new NotSimple();
    }
    lines.at(lines.at() + 1);
    return key;
  }
}
