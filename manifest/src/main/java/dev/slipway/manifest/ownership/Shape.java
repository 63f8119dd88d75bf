package dev.slipway.manifest.ownership;

import dev.slipway.manifest.types.Field;
import dev.slipway.manifest.types.FieldType;
import dev.slipway.manifest.types.MessageType;
import dev.slipway.manifest.types.Sharing;
import java.util.List;

/** How the parts of a value are owned. */
sealed interface Shape {
  /** As a whole. */
  record Leaf() implements Shape {}

  /** Field by field. */
  record Structure(MessageType type) implements Shape {
    /** The shape of a field; leaf for one the type does not know. */
    Shape field(String name) {
      return type.field(name).map(Shape::of).orElse(new Leaf());
    }
  }

  /** Key by key. */
  record Keys(FieldType value) implements Shape {}

  /** Value by value. */
  record Values() implements Shape {}

  /** Entry by entry, known by some of their fields. */
  record Entries(List<String> keys, FieldType element) implements Shape {}

  static Shape of(Field field) {
    return switch (field.sharing()) {
      case Sharing.Atomic _ -> new Leaf();
      case Sharing.SetOfValues _ -> new Values();
      case Sharing.Keyed(var keys) when field.type() instanceof FieldType.ListOf(var element) ->
          new Entries(keys, element);
      case Sharing.Keyed _ -> new Leaf();
      case Sharing.Usual _ -> of(field.type());
    };
  }

  static Shape of(FieldType type) {
    return switch (type) {
      case FieldType.Scalar _, FieldType.ListOf _ -> new Leaf();
      case FieldType.MapOf(var value) -> new Keys(value);
      case FieldType.Message message when message.type().sharing() instanceof Sharing.Atomic ->
          new Leaf();
      case FieldType.Message message -> new Structure(message.type());
    };
  }

  /** The shape of an element, which is never owned as a whole because of its list. */
  static Shape ofElement(FieldType element) {
    return element instanceof FieldType.Message message
        ? new Structure(message.type())
        : of(element);
  }
}
