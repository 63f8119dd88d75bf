package dev.slipway.manifest.types;

import dev.slipway.manifest.types.Field.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A structure with its fields, in the order of the table. */
public final class MessageType {
  private final String name;
  private final List<Field> fields;
  private final Sharing sharing;
  private final Map<Integer, Field> byNumber = new HashMap<>();

  /** Includes the fields of inlined structures; filled on first use, when all types are known. */
  private volatile @Nullable Map<String, Field> byName;

  MessageType(String name, List<Field> fields, Sharing sharing) {
    this.name = name;
    this.fields = List.copyOf(fields);
    this.sharing = sharing;
    this.fields.forEach(f -> byNumber.put(f.number(), f));
  }

  /** Such as {@code apps.DeploymentSpec}. */
  public String name() {
    return name;
  }

  /** Such as {@code DeploymentSpec}. */
  public String goName() {
    return name.substring(name.indexOf('.') + 1);
  }

  public List<Field> fields() {
    return fields;
  }

  /** Atomic when the structure always changes hands as a whole. */
  public Sharing sharing() {
    return sharing;
  }

  public Optional<Field> field(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /** The field that JSON calls {@code field}, also when an inlined structure brings it. */
  public Optional<Field> field(String field) {
    Map<String, Field> known = byName;
    if (known == null) {
      known = collect();
      byName = known;
    }
    return Optional.ofNullable(known.get(field));
  }

  private Map<String, Field> collect() {
    var all = new HashMap<String, Field>();
    for (Field field : fields) {
      if (field.place() == Place.INLINE && field.type() instanceof FieldType.Message inlined) {
        all.putAll(inlined.type().collect());
      } else {
        all.put(field.name(), field);
      }
    }
    return all;
  }
}
