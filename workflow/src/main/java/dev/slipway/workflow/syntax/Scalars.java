package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Schema.BuiltIn;

/** Whether a scalar is of a type without being turned into text first. */
final class Scalars {
  private Scalars() {}

  static boolean isExactly(Schema.Type type, Value value) {
    return switch (type) {
      case BuiltIn builtIn -> isExactly(builtIn, value);
      case Schema.Word word -> isText(value) && value.text().equals(word.text());
      case Schema.ListOf _, Schema.OneOf _, Schema.Named _, Schema.MapOf _ -> false;
    };
  }

  private static boolean isExactly(BuiltIn type, Value value) {
    return switch (type) {
      case TEXT -> isText(value);
      case NONEMPTY -> isText(value) && !value.text().isEmpty();
      case NUMBER -> value.kind() == Value.Kind.NUMBER;
      case BOOLEAN -> value.kind() == Value.Kind.BOOLEAN;
      case NULL -> value.kind() == Value.Kind.NULL;
      case ANY -> true;
      case CONDITION -> false;
    };
  }

  private static boolean isText(Value value) {
    return value.kind() == Value.Kind.STRING;
  }
}
