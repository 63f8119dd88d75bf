package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.edit.SourceNode.Items;
import dev.slipway.kustomize.edit.SourceNode.Leaf;
import dev.slipway.manifest.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Lines of a text in which every line ends with a line break: which belong to which value. */
record SourceLines(String text) {
  /** Where the line of an offset begins. */
  int lineStart(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }

  int column(int offset) {
    return offset - lineStart(offset);
  }

  /** Whether nothing but blanks stands before an offset on its line. */
  boolean beginsLine(int offset) {
    return text.substring(lineStart(offset), offset).isBlank();
  }

  /** Where the lines of a value end, the comment behind its last word included. */
  int linesEnd(SourceNode node) {
    int end = node.contentEnd();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      return end;
    }
    int lineBreak = text.indexOf('\n', end);
    return lineBreak < 0 ? text.length() : lineBreak + 1;
  }

  /** The dash of an item of a list in block style, which may stand on an earlier line. */
  int dash(Items list, SourceNode item) {
    int column = column(list.start());
    for (int line = lineStart(item.start()); line > list.start(); line = lineStart(line - 1)) {
      int at = line + column;
      if (at < item.start() + 1 && text.charAt(at) == '-' && beginsLine(at)) {
        return at;
      }
    }
    return list.start();
  }

  /** Where the comment lines directly above a line begin, not before {@code limit}. */
  int commentsAbove(int line, int limit) {
    int begin = line;
    while (begin > limit) {
      int above = lineStart(begin - 1);
      if (above < limit || !text.substring(above, begin).stripLeading().startsWith("#")) {
        break;
      }
      begin = above;
    }
    return begin;
  }

  /** All comments from one offset to another, without their indentation. */
  List<String> comments(SourceNode node, int from, int to) {
    var masked = new StringBuilder(text.substring(from, to));
    mask(node, masked, from);
    var comments = new ArrayList<String>();
    int at = 0;
    while (at < masked.length()) {
      int end = masked.indexOf("\n", at);
      end = end < 0 ? masked.length() : end;
      if (masked.charAt(at) == '#' && (at == 0 || Character.isWhitespace(masked.charAt(at - 1)))) {
        comments.add(text.substring(from + at, from + end).stripTrailing());
        at = end;
      }
      at++;
    }
    return comments;
  }

  /** Hides what scalars say: a number sign in them begins no comment. */
  private static void mask(SourceNode node, StringBuilder masked, int from) {
    if (node instanceof Leaf leaf) {
      for (int i = Math.max(leaf.start() - from, 0);
          i < Math.min(leaf.end() - from, masked.length());
          i++) {
        masked.setCharAt(i, masked.charAt(i) == '\n' ? '\n' : 'x');
      }
    }
    node.parts().forEach(part -> mask(part, masked, from));
  }

  /** Comment lines at an indentation. */
  static String commentLines(List<String> comments, int column) {
    var lines = new StringBuilder();
    comments.forEach(c -> lines.append(" ".repeat(column)).append(c).append('\n'));
    return lines.toString();
  }

  /** An entry of a map as the tool writes it. */
  static String render(String name, JsonNode value, int column) {
    return indented(
        YamlWriter.write(JsonNodeFactory.instance.objectNode().set(name, value)), column);
  }

  /** An item of a list as the tool writes it. */
  static String render(JsonNode item, int column) {
    String list = render("l", JsonNodeFactory.instance.arrayNode().add(item), 0);
    return indented(list.substring(list.indexOf('\n') + 1), column);
  }

  private static String indented(String lines, int column) {
    var result = new StringBuilder();
    for (String line : lines.split("(?<=\n)")) {
      result.append(line.isBlank() ? "" : " ".repeat(column)).append(line);
    }
    return result.toString();
  }
}
