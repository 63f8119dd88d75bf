package dev.slipway.workflow.expression;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A value of the expression language. It is immutable; arrays and objects are equal by identity, as
 * {@code ==} in an expression compares them.
 */
public sealed interface Value
    permits NullValue, BooleanValue, NumberValue, StringValue, ArrayValue, ObjectValue {

  /** The kinds of values, named as the language's messages name them. */
  enum Kind {
    NULL("Null"),
    BOOLEAN("Boolean"),
    NUMBER("Number"),
    STRING("String"),
    ARRAY("Array"),
    OBJECT("Object");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  Kind kind();

  /** How the value prints inside text: null is empty, arrays and objects print their kind. */
  String text();

  /** The number it is coerced to when compared with another kind; often NaN. */
  double number();

  /** Whether it counts as true: everything but null, false, 0, NaN and the empty string. */
  boolean truthy();

  /** The same as JSON; NaN and the infinities, which JSON lacks, become text. */
  JsonNode json();

  /** Whether it is neither an array nor an object. */
  default boolean primitive() {
    return kind() != Kind.ARRAY && kind() != Kind.OBJECT;
  }

  /** A piece of text. */
  static Value of(String text) {
    return new StringValue(text);
  }

  /** A truth value. */
  static Value of(boolean value) {
    return value ? BooleanValue.TRUE : BooleanValue.FALSE;
  }

  /** A number. */
  static Value of(double number) {
    return new NumberValue(number);
  }

  /** The value of JSON; of keys that differ in case only, the last one's value counts. */
  static Value of(JsonNode json) {
    return switch (json.getNodeType()) {
      case NULL, MISSING -> NullValue.NULL;
      case BOOLEAN -> of(json.booleanValue());
      case NUMBER -> of(json.numberValue().doubleValue());
      case ARRAY -> {
        List<Value> items = new ArrayList<>(json.size());
        json.forEach(item -> items.add(of(item)));
        yield new ArrayValue(items);
      }
      case OBJECT -> {
        var object = ObjectValue.builder();
        json.properties().forEach(e -> object.put(e.getKey(), of(e.getValue())));
        yield object.build();
      }
      case STRING, BINARY, POJO -> of(json.asString());
    };
  }
}
