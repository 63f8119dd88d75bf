package dev.slipway.manifest.yaml;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes trees as YAML, byte for byte as {@code kustomize build} prints them: keys in {@link
 * NaturalOrder}, lists in the column of their key, text folded at 80 columns, quotes only where a
 * reader would err.
 */
public final class YamlWriter {
  /** How far the content of a map or a block stands to the right of what holds it. */
  static final int STEP = 2;

  /** The longest key, in UTF-8, that may stand before its colon; YAML gives readers no more. */
  private static final int LONGEST_KEY = 128;

  /** As a key, it would merge another map into this one. */
  private static final String MERGE = "<<";

  private final StringBuilder out;
  private final TextWriter text;

  private YamlWriter(StringBuilder out) {
    this.out = out;
    this.text = new TextWriter(out);
  }

  /** One document, with a line break at its end. */
  public static String write(JsonNode node) {
    var out = new StringBuilder();
    append(node, out);
    return out.toString();
  }

  /** Several documents, separated. */
  public static String writeAll(Collection<? extends JsonNode> nodes) {
    var out = new StringBuilder();
    for (JsonNode node : nodes) {
      if (!out.isEmpty()) {
        out.append("---\n");
      }
      append(node, out);
    }
    return out.toString();
  }

  private static void append(JsonNode node, StringBuilder out) {
    new YamlWriter(out).inLine(node, 0);
    out.append('\n');
  }

  /** A value where the line has come to: entries of a map or a list begin in this very line. */
  private void inLine(JsonNode node, int indent) {
    if (node instanceof ObjectNode map && !map.isEmpty()) {
      entries(map, indent);
    } else if (node instanceof ArrayNode list && !list.isEmpty()) {
      elements(list, indent);
    } else {
      scalar(node, indent);
    }
  }

  private void entries(ObjectNode map, int indent) {
    boolean first = true;
    for (String key : NaturalOrder.sorted(map.propertyNames())) {
      if (!first) {
        text.line(indent);
      }
      first = false;
      entry(key, map.get(key), indent);
    }
  }

  private void elements(ArrayNode list, int indent) {
    boolean first = true;
    for (JsonNode element : list) {
      if (!first) {
        text.line(indent);
      }
      first = false;
      out.append("- ");
      inLine(element, indent + STEP);
    }
  }

  private void entry(String key, JsonNode value, int indent) {
    TextStyle style = key.equals(MERGE) ? TextStyle.DOUBLE_QUOTED : TextStyle.of(key);
    if (!fitsBeforeColon(key)) {
      out.append("? ");
      text.write(key, style, indent + STEP);
      text.line(indent);
      out.append(": ");
      inLine(value, indent + STEP);
      return;
    }
    text.oneLine(key, style);
    out.append(':');
    if (value instanceof ObjectNode map && !map.isEmpty()) {
      text.line(indent + STEP);
      entries(map, indent + STEP);
    } else if (value instanceof ArrayNode list && !list.isEmpty()) {
      text.line(indent);
      elements(list, indent);
    } else {
      out.append(' ');
      scalar(value, indent + STEP);
    }
  }

  private static boolean fitsBeforeColon(String key) {
    if (key.indexOf('\n') >= 0) {
      return false;
    }
    return key.length() <= LONGEST_KEY / 3
        || key.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
  }

  private void scalar(JsonNode node, int indent) {
    if (node.isString()) {
      text.text(node.stringValue(), Math.max(indent, STEP));
    } else if (node.isNumber()) {
      out.append(Numbers.print(node));
    } else if (node.isContainer()) {
      out.append(node.isObject() ? "{}" : "[]");
    } else {
      out.append(node.isNull() ? "null" : node.asString());
    }
  }
}
