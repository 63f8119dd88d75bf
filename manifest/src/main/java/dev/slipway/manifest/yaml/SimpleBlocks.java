package dev.slipway.manifest.yaml;

import dev.slipway.manifest.yaml.SimpleLines.NotSimple;

/** Texts below a {@code |} or a {@code >}, for {@link SimpleYaml}. */
final class SimpleBlocks {
  private final String text;
  private final SimpleLines lines;

  SimpleBlocks(String text, SimpleLines lines) {
    this.text = text;
    this.lines = lines;
  }

  /** The text that begins here and stands to the right of column {@code outside}. */
  String read(int outside) {
    boolean folded = lines.here() == '>';
    lines.at(lines.at() + 1);
    char chomping = lines.here();
    if (chomping == '-' || chomping == '+') {
      lines.at(lines.at() + 1);
    } else {
      chomping = ' ';
    }
    if (!lines.isLineDone()) {
      throw new NotSimple();
    }
    int start = lines.nextLine();
    int column = column(start);
    if (column <= outside) {
      throw new NotSimple();
    }
    var content = new Content(folded);
    int end = start;
    int count = 1;
    while (end < text.length()) {
      int stop = text.indexOf('\n', end);
      int spaces = spaces(end, column);
      boolean blank = end + spaces == stop;
      if (stop < 0 || (!blank && spaces < column)) {
        break;
      }
      content.add(text, end + spaces, stop);
      end = stop + 1;
      count++;
    }
    leave(end, outside, count);
    return content.text(chomping);
  }

  private void leave(int end, int outside, int count) {
    int column = spaces(end, Integer.MAX_VALUE);
    // A comment, a mistake, or a text that the end of the file cuts short.
    boolean between = end < text.length() && column > outside;
    if (between || lines.charAt(end + column) == '\t') {
      throw new NotSimple();
    }
    lines.next(count, end);
  }

  /** The column of the first line that is not blank. */
  private int column(int start) {
    int widest = 0;
    for (int at = start; at < text.length(); ) {
      int spaces = spaces(at, Integer.MAX_VALUE);
      char c = lines.charAt(at + spaces);
      if (c == '\t') {
        throw new NotSimple();
      }
      if (c != '\n') {
        if (widest > spaces) {
          throw new NotSimple();
        }
        return spaces;
      }
      widest = Math.max(widest, spaces);
      at += spaces + 1;
    }
    throw new NotSimple();
  }

  private int spaces(int from, int most) {
    int count = 0;
    while (count < most && lines.charAt(from + count) == ' ') {
      count++;
    }
    return count;
  }

  /** The lines as they come. */
  private static final class Content {
    private final StringBuilder out = new StringBuilder();
    private final boolean folded;
    private int breaks;
    private boolean begun;
    private boolean spaced;

    Content(boolean folded) {
      this.folded = folded;
    }

    void add(String text, int start, int end) {
      if (start == end) {
        breaks++;
        return;
      }
      boolean indented = text.charAt(start) == ' ' || text.charAt(start) == '\t';
      boolean fold = folded && begun && !spaced && !indented;
      if (fold && breaks == 1) {
        out.append(' ');
      } else {
        out.repeat('\n', fold ? breaks - 1 : breaks);
      }
      out.append(text, start, end);
      breaks = 1;
      begun = true;
      spaced = indented;
    }

    String text(char chomping) {
      out.repeat('\n', chomping == '+' ? breaks : chomping == '-' ? 0 : 1);
      return out.toString();
    }
  }
}
