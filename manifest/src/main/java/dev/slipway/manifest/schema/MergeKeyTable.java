package dev.slipway.manifest.schema;

import dev.slipway.manifest.schema.FieldSchema.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code merge-keys.txt}; the file says how it is written. */
final class MergeKeyTable {
  private final Map<String, Map<String, TypeSchema>> types = new HashMap<>();
  private final Map<KindName, TypeSchema> kinds = new HashMap<>();

  private MergeKeyTable() {}

  static Map<KindName, TypeSchema> read(SchemaFlavor flavor) {
    var table = new MergeKeyTable();
    Map<String, TypeSchema> current = Map.of();
    for (String line : TableFile.lines("merge-keys.txt", flavor)) {
      if (line.startsWith("@")) {
        int equals = line.indexOf('=');
        table.kinds.put(
            KindName.parse(line.substring(1, equals)), table.named(line.substring(equals + 1)));
      } else if (line.startsWith(" ")) {
        table.addField(current, line.strip());
      } else {
        current = new HashMap<>();
        table.types.put(line, current);
      }
    }
    return Map.copyOf(table.kinds);
  }

  private TypeSchema named(String type) {
    return new NamedSchema(types, type);
  }

  private void addField(Map<String, TypeSchema> type, String text) {
    int equals = text.indexOf('=');
    TypeSchema target = equals < 0 ? TypeSchema.UNKNOWN : named(text.substring(equals + 1));
    List<String> parts =
        Arrays.asList((equals < 0 ? text : text.substring(0, equals)).split("\\|"));
    String name = parts.getFirst();
    boolean list = name.endsWith("[]");
    type.put(
        list ? name.substring(0, name.length() - 2) : name,
        new FieldSchema(target, rule(parts), list ? Shape.LIST : Shape.OBJECT));
  }

  private static MergeRule rule(List<String> parts) {
    if (parts.size() < 2) {
      return MergeRule.NONE;
    }
    String key = parts.size() > 2 ? parts.get(2) : "";
    List<String> keys =
        parts.size() > 3
            ? List.of(parts.get(3).split(","))
            : key.isEmpty() ? List.of() : List.of(key);
    return new MergeRule(Set.of(parts.get(1).split(",")), key, keys);
  }
}
