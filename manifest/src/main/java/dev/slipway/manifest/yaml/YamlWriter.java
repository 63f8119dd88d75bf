package dev.slipway.manifest.yaml;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes trees byte for byte as {@code kustomize build} and {@code kubectl -o yaml} print them:
 * keys sorted, lists not indented under their key, long text folded at 80 columns, quotes only
 * where a reader would misunderstand.
 */
public final class YamlWriter {
  private static final int INDENT = 2;
  private static final int LONGEST_SIMPLE_KEY = 128;

  private final StringBuilder out;
  private final ScalarWriter scalars;

  private YamlWriter(StringBuilder out) {
    this.out = out;
    this.scalars = new ScalarWriter(out);
  }

  /** One document, ending with a line break. */
  public static String write(JsonNode node) {
    var out = new StringBuilder();
    append(node, out);
    return out.toString();
  }

  /** All documents with {@code ---} between them. */
  public static String writeAll(Iterable<? extends JsonNode> documents) {
    var out = new StringBuilder();
    for (JsonNode document : documents) {
      if (!out.isEmpty()) {
        out.append("---\n");
      }
      append(document, out);
    }
    return out.toString();
  }

  private static void append(JsonNode node, StringBuilder out) {
    var writer = new YamlWriter(out);
    writer.scalars.lineBegins();
    switch (node) {
      case ObjectNode object when !object.isEmpty() -> writer.mapping(object, 0);
      case ArrayNode array when !array.isEmpty() -> writer.sequence(array, 0);
      default -> writer.scalar(node, INDENT);
    }
    out.append('\n');
  }

  /** The cursor stands where the first key goes; afterwards at the end of the last line. */
  private void mapping(ObjectNode object, int indent) {
    String[] keys = object.propertyNames().toArray(String[]::new);
    Arrays.sort(keys, KeyOrder.INSTANCE);
    for (int i = 0; i < keys.length; i++) {
      if (i > 0) {
        newLine(indent);
      }
      entry(keys[i], object.get(keys[i]), indent);
    }
  }

  private void entry(String key, JsonNode value, int indent) {
    ScalarShape shape = ScalarShape.of(key);
    boolean simple = !shape.multiline() && utf8Length(key) <= LONGEST_SIMPLE_KEY;
    if (simple) {
      scalars.key(key, shape);
      out.append(':');
      mappingValue(value, indent);
      return;
    }
    out.append("? ");
    scalars.value(key, indent + INDENT);
    newLine(indent);
    out.append(": ");
    block(value, indent + INDENT, indent);
  }

  private void mappingValue(JsonNode value, int indent) {
    switch (value) {
      case ObjectNode object when !object.isEmpty() -> {
        newLine(indent + INDENT);
        mapping(object, indent + INDENT);
      }
      case ArrayNode array when !array.isEmpty() -> {
        newLine(indent);
        sequence(array, indent);
      }
      default -> {
        out.append(' ');
        scalar(value, indent + INDENT);
      }
    }
  }

  private void sequence(ArrayNode array, int indent) {
    boolean first = true;
    for (JsonNode item : array) {
      if (!first) {
        newLine(indent);
      }
      first = false;
      out.append("- ");
      block(item, indent + INDENT, indent);
    }
  }

  /** A value on a line that an indicator has begun. */
  private void block(JsonNode value, int inner, int outer) {
    switch (value) {
      case ObjectNode object when !object.isEmpty() -> mapping(object, inner);
      case ArrayNode array when !array.isEmpty() -> sequence(array, inner);
      default -> scalar(value, outer + INDENT);
    }
  }

  private void scalar(JsonNode node, int indent) {
    if (node.isObject()) {
      out.append("{}");
    } else if (node.isArray()) {
      out.append("[]");
    } else if (node.isString()) {
      scalars.value(node.stringValue(), indent);
    } else if (node.isNumber()) {
      out.append(Numbers.print(node));
    } else {
      out.append(node.isNull() ? "null" : node.asString());
    }
  }

  private void newLine(int indent) {
    out.append('\n');
    scalars.lineBegins();
    out.repeat(' ', indent);
  }

  private static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length;
  }
}
