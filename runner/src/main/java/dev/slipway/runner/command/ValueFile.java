package dev.slipway.runner.command;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The format of {@code GITHUB_ENV}, {@code GITHUB_OUTPUT} and {@code GITHUB_STATE}: lines {@code
 * name=value}, or {@code name<<delimiter}, lines of the value, and the delimiter.
 */
public final class ValueFile {
  private static final String HEREDOC = "<<";
  private static final int LONGEST_SHOWN = 100;

  private final String variable;
  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;
  private int lineNumber;

  private ValueFile(String variable, String text) {
    this.variable = variable;
    this.text = text;
  }

  /**
   * Reads the values in the order of their names' first appearance; the last value of a name
   * counts.
   *
   * @param variable the variable that names the file, for messages
   * @throws CommandFileException with the line
   */
  public static Map<String, String> read(byte[] content, String variable) {
    var file = new ValueFile(variable, decoded(content));
    while (file.at < file.text.length()) {
      file.entry();
    }
    file.checkZeros();
    return file.values;
  }

  static String decoded(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private void entry() {
    String line = nextLine();
    if (line.isEmpty()) {
      return;
    }
    int equals = line.indexOf('=');
    int heredoc = line.indexOf(HEREDOC);
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values.put(name(line, equals), line.substring(equals + 1));
    } else if (heredoc >= 0) {
      String name = name(line, heredoc);
      values.put(name, heredoc(line.substring(heredoc + HEREDOC.length())));
    } else {
      throw error("expected name=value or name<<delimiter, not '" + shown(line) + "'");
    }
  }

  private String name(String line, int end) {
    if (end == 0) {
      throw error("the name is empty in '" + shown(line) + "'");
    }
    return line.substring(0, end);
  }

  private String heredoc(String delimiter) {
    if (delimiter.isEmpty()) {
      throw error("the delimiter behind << is empty");
    }
    int opened = lineNumber;
    int start = at;
    int end = at;
    while (at < text.length()) {
      int lineStart = at;
      if (nextLine().equals(delimiter)) {
        return text.substring(start, Math.max(start, end));
      }
      end = lineEnd(lineStart);
    }
    lineNumber = opened;
    throw error("no line consists of the delimiter '" + shown(delimiter) + "' alone");
  }

  private String nextLine() {
    lineNumber++;
    int start = at;
    int newline = text.indexOf('\n', start);
    at = newline < 0 ? text.length() : newline + 1;
    return text.substring(start, lineEnd(start));
  }

  /** The end of the line that starts there, without its line end. */
  private int lineEnd(int start) {
    int newline = text.indexOf('\n', start);
    int end = newline < 0 ? text.length() : newline;
    return newline > start && text.charAt(newline - 1) == '\r' ? end - 1 : end;
  }

  private void checkZeros() {
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      lineNumber = 1 + (int) text.substring(0, zero).chars().filter(c -> c == '\n').count();
      throw error("a zero byte can be part of no value");
    }
  }

  private static String shown(String line) {
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
  }

  private CommandFileException error(String problem) {
    return new CommandFileException("$" + variable + ", line " + lineNumber + ": " + problem + ".");
  }
}
