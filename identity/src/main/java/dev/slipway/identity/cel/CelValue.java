package dev.slipway.identity.cel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A value of an expression. A string and a number are never equal, whatever they look like. */
public sealed interface CelValue {
  /** Absent on purpose. */
  record Null() implements CelValue {}

  /** True or false. */
  record Bool(boolean value) implements CelValue {}

  /** A whole number. */
  record Int(long value) implements CelValue {}

  /** A number with a fraction. */
  record Real(double value) implements CelValue {}

  /** A string. */
  record Text(String value) implements CelValue {}

  /** A list. */
  record Sequence(List<CelValue> items) implements CelValue {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A map; keys are strings, whole numbers or booleans. */
  record Mapping(Map<CelValue, CelValue> entries) implements CelValue {
    public Mapping {
      entries = Map.copyOf(entries);
    }
  }

  /** The value of a JSON claim. */
  static CelValue of(JsonNode json) {
    if (json.isString()) {
      return new Text(json.asString());
    }
    if (json.isBoolean()) {
      return new Bool(json.asBoolean());
    }
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return new Int(json.asLong());
    }
    if (json.isNumber()) {
      return new Real(json.asDouble());
    }
    if (json.isArray()) {
      var items = new ArrayList<CelValue>();
      json.forEach(item -> items.add(of(item)));
      return new Sequence(items);
    }
    if (json.isObject()) {
      var entries = new LinkedHashMap<CelValue, CelValue>();
      json.properties().forEach(p -> entries.put(new Text(p.getKey()), of(p.getValue())));
      return new Mapping(entries);
    }
    return new Null();
  }

  /** A map of strings. */
  static CelValue of(Map<String, String> strings) {
    return new Mapping(
        strings.entrySet().stream()
            .collect(Collectors.toMap(e -> new Text(e.getKey()), e -> new Text(e.getValue()))));
  }

  /** The kind of this value, as messages name it. */
  default Kind kind() {
    return switch (this) {
      case Null n -> Kind.NULL;
      case Bool b -> Kind.BOOL;
      case Int i -> Kind.INT;
      case Real r -> Kind.DOUBLE;
      case Text t -> Kind.STRING;
      case Sequence s -> Kind.LIST;
      case Mapping m -> Kind.MAP;
    };
  }

  /** The value as one would write it in an expression. */
  default String literal() {
    return switch (this) {
      case Null n -> "null";
      case Bool(boolean value) -> Boolean.toString(value);
      case Int(long value) -> Long.toString(value);
      case Real(double value) -> Double.toString(value);
      case Text(String value) -> "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case Sequence(var items) ->
          items.stream().map(CelValue::literal).collect(Collectors.joining(", ", "[", "]"));
      case Mapping(var entries) ->
          entries.entrySet().stream()
              .map(e -> e.getKey().literal() + ": " + e.getValue().literal())
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  /** What a value can be. */
  enum Kind {
    NULL,
    BOOL,
    INT,
    DOUBLE,
    STRING,
    LIST,
    MAP;

    /** The name in messages. */
    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean isNumber() {
      return this == INT || this == DOUBLE;
    }
  }
}
