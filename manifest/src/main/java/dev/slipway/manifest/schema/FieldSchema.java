package dev.slipway.manifest.schema;

/**
 * A field with its rule.
 *
 * @param type the object's type, or that of the elements when the field is a list
 */
record FieldSchema(TypeSchema type, MergeRule rule, Shape shape) implements TypeSchema {
  /** What the field holds. */
  enum Shape {
    OBJECT,
    LIST,
    MAP
  }

  @Override
  public TypeSchema field(String name) {
    return switch (shape) {
      case OBJECT -> type.field(name);
      case MAP -> type;
      case LIST -> UNKNOWN;
    };
  }

  @Override
  public TypeSchema element() {
    return shape == Shape.LIST ? type : UNKNOWN;
  }
}
