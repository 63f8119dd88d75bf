package dev.slipway.manifest.schema;

import dev.slipway.manifest.schema.FieldSchema.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code merge-keys.txt}; the file says how it is written. */
final class MergeKeyTable {
  private static final String KINDS = "of ";

  private final Map<String, Map<String, TypeSchema>> shapes = new HashMap<>();
  private final Map<KindName, TypeSchema> kinds = new HashMap<>();

  private MergeKeyTable() {}

  static Map<KindName, TypeSchema> read(SchemaFlavor flavor) {
    var table = new MergeKeyTable();
    Map<String, TypeSchema> current = Map.of();
    for (String line : TableFile.lines("merge-keys.txt", flavor)) {
      if (line.startsWith(KINDS)) {
        table.addKinds(line.substring(KINDS.length()));
      } else if (line.startsWith(" ")) {
        table.addField(current, line.strip());
      } else {
        current = new HashMap<>();
        table.shapes.put(line, current);
      }
    }
    return Map.copyOf(table.kinds);
  }

  /** {@code SHAPE: KIND ...}. */
  private void addKinds(String text) {
    int colon = text.indexOf(": ");
    TypeSchema shape = shape(text.substring(0, colon));
    for (String kind : text.substring(colon + 2).split(" ")) {
      kinds.put(KindName.parse(kind), shape);
    }
  }

  private TypeSchema shape(String name) {
    return new NamedSchema(shapes, name);
  }

  /** {@code NAME: [SHAPE] [by KEYS | set] [retained]}. */
  private void addField(Map<String, TypeSchema> shape, String text) {
    int colon = text.indexOf(": ");
    var words = new ArrayDeque<>(Arrays.asList(text.substring(colon + 2).split(" ")));
    Set<String> strategies = new HashSet<>();
    TypeSchema content = TypeSchema.UNKNOWN;
    List<String> keys = new ArrayList<>();
    while (!words.isEmpty()) {
      String word = words.removeFirst();
      switch (word) {
        case "set" -> strategies.add("merge");
        case "by" -> {
          strategies.add("merge");
          keys.addAll(List.of(words.removeFirst().split("\\+")));
        }
        case "retained" -> strategies.add("retainKeys");
        default -> content = shape(word);
      }
    }
    Shape kind = strategies.contains("merge") ? Shape.LIST : Shape.OBJECT;
    String key = keys.isEmpty() ? "" : keys.getFirst();
    shape.put(
        text.substring(0, colon),
        new FieldSchema(content, new MergeRule(strategies, key, keys), kind));
  }
}
