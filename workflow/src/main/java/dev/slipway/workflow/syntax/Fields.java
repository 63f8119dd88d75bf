package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import dev.slipway.workflow.expression.BooleanValue;
import dev.slipway.workflow.expression.NullValue;
import java.util.List;
import java.util.Optional;

/** A checked map by key. What did not fit its type has been reported and reads as absent here. */
record Fields(Data.Entries map) {
  /** The fields of {@code data}, none when it is not a map. */
  static Fields of(Data data) {
    return data instanceof Data.Entries entries
        ? new Fields(entries)
        : new Fields(new Data.Entries(data.at(), List.of()));
  }

  /** A key with its value. */
  record Field(String name, Position at, Data value) {}

  Position at() {
    return map.at();
  }

  /** The value, unless it is absent or null. */
  Optional<Data> get(String key) {
    return map.get(key).filter(data -> !isNull(data));
  }

  boolean has(String key) {
    return map.get(key).isPresent();
  }

  Optional<String> text(String key) {
    return get(key).flatMap(Fields::text);
  }

  boolean isTrue(String key) {
    return get(key)
        .filter(d -> d instanceof Data.Literal literal && literal.value() == BooleanValue.TRUE)
        .isPresent();
  }

  Fields map(String key) {
    return get(key).map(Fields::of).orElseGet(() -> new Fields(new Data.Entries(at(), List.of())));
  }

  /** A list's items, or the one value that stands for a list of one. */
  List<Data> oneOrMore(String key) {
    return get(key).map(Fields::oneOrMore).orElse(List.of());
  }

  static List<Data> oneOrMore(Data data) {
    return data instanceof Data.Items items ? items.items() : List.of(data);
  }

  /** Entries with literal keys. */
  List<Field> all() {
    return map.entries().stream()
        .filter(e -> e.key() instanceof Data.Key.Name)
        .map(e -> field((Data.Key.Name) e.key(), e.value()))
        .toList();
  }

  private static Field field(Data.Key.Name key, Data value) {
    return new Field(key.text(), key.at(), value);
  }

  static Optional<String> text(Data data) {
    return data instanceof Data.Literal literal && literal.value().primitive()
        ? Optional.of(literal.value().text())
        : Optional.empty();
  }

  static boolean isNull(Data data) {
    return data instanceof Data.Literal literal && literal.value() == NullValue.NULL;
  }
}
