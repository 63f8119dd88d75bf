package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.ArrayValue;
import dev.slipway.workflow.expression.BooleanValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of a piece of a workflow once its contexts are known.
 *
 * <p>Expression errors surface as {@code ExpressionException}.
 */
public final class Evaluation {
  private Evaluation() {}

  /** The value, lists and maps with all that is in them. Names in maps ignore case. */
  public static Value value(Data data, Scope scope) {
    return switch (data) {
      case Data.Literal literal -> literal.value();
      case Data.Computed computed -> computed.template().evaluate(scope);
      case Data.Guard guard -> Value.of(guard.condition().holds(scope));
      case Data.Items items -> list(items, scope);
      case Data.Entries entries -> ObjectValue.of(entries(entries, scope));
    };
  }

  /** The value as text. */
  public static String text(Data data, Scope scope) {
    return value(data, scope).text();
  }

  /** A map's values by name, in order; the names of environment variables keep their case. */
  public static Map<String, Value> entries(Data data, Scope scope) {
    Map<String, Value> result = new LinkedHashMap<>();
    if (data instanceof Data.Entries entries) {
      for (Data.Entry entry : entries.entries()) {
        Value value = value(entry.value(), scope);
        switch (entry.key()) {
          case Data.Key.Name name -> result.put(name.text(), value);
          case Data.Key.Dynamic dynamic -> result.put(dynamic.template().text(scope), value);
          case Data.Key.Insert _ -> result.putAll(object(value));
        }
      }
    } else {
      result.putAll(object(value(data, scope)));
    }
    return result;
  }

  /** The same with every value as text: variables, inputs of an action, outputs. */
  public static Map<String, String> texts(Data data, Scope scope) {
    Map<String, String> result = new LinkedHashMap<>();
    entries(data, scope).forEach((name, value) -> result.put(name, value.text()));
    return result;
  }

  /** The properties of an object; nothing else has any. */
  private static Map<String, Value> object(Value value) {
    return value instanceof ObjectValue object ? object.entries() : Map.of();
  }

  private static Value list(Data.Items items, Scope scope) {
    List<Value> values = items.items().stream().map(item -> value(item, scope)).toList();
    return new ArrayValue(values);
  }

  /** Whether the value is true: a boolean, or the text of one. */
  public static boolean isTrue(Value value) {
    return value == BooleanValue.TRUE || value.text().equalsIgnoreCase("true");
  }
}
