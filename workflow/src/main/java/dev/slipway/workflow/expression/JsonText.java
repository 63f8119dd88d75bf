package dev.slipway.workflow.expression;

import dev.slipway.base.Json;
import java.util.Iterator;
import tools.jackson.core.JacksonException;

/** {@code toJSON}, indented by two blanks, and {@code fromJSON}. */
final class JsonText {
  private static final String HEX = "\\u%04x";

  private final Memory memory;
  private final StringBuilder text = new StringBuilder();

  private JsonText(Memory memory) {
    this.memory = memory;
  }

  static Value print(Value value, Memory memory) {
    var json = new JsonText(memory);
    json.write(value, "\n");
    return Value.of(json.text.toString());
  }

  static Value parse(String text, Memory memory) {
    try {
      var json = Json.MAPPER.readTree(text);
      if (json.isMissingNode()) {
        throw ExpressionException.evaluation("fromJSON: the text is empty, it should be JSON");
      }
      long mark = memory.used();
      var value = Value.of(json);
      memory.addTree(value);
      memory.release(mark);
      return value;
    } catch (JacksonException e) {
      var where = e.getLocation();
      String place =
          where == null
              ? ""
              : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
      // Jackson's own message quotes the text, which may be a secret.
      throw ExpressionException.evaluation("fromJSON: the text is not valid JSON" + place);
    }
  }

  private void write(Value value, String newline) {
    switch (value) {
      case NullValue.NULL -> text.append("null");
      case BooleanValue truth -> text.append(truth.text());
      case NumberValue number -> text.append(number.text());
      case StringValue string -> quote(string.text());
      case ArrayValue array -> writeItems(array.items().iterator(), newline);
      case ObjectValue object -> writeProperties(object, newline);
    }
    memory.reserve(text.length());
  }

  private void writeItems(Iterator<Value> items, String newline) {
    if (!items.hasNext()) {
      text.append("[]");
      return;
    }
    String inner = newline + "  ";
    text.append('[');
    while (items.hasNext()) {
      text.append(inner);
      write(items.next(), inner);
      text.append(items.hasNext() ? "," : newline);
    }
    text.append(']');
  }

  private void writeProperties(ObjectValue object, String newline) {
    var properties = object.entries().entrySet().iterator();
    if (!properties.hasNext()) {
      text.append("{}");
      return;
    }
    String inner = newline + "  ";
    text.append('{');
    while (properties.hasNext()) {
      var property = properties.next();
      text.append(inner);
      quote(property.getKey());
      text.append(": ");
      write(property.getValue(), inner);
      text.append(properties.hasNext() ? "," : newline);
    }
    text.append('}');
  }

  private void quote(String string) {
    memory.reserve((long) text.length() + string.length());
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\u0085', '\u2028', '\u2029' -> text.append(HEX.formatted((int) c));
        default -> text.append(c < ' ' ? HEX.formatted((int) c) : String.valueOf(c));
      }
    }
    text.append('"');
  }
}
