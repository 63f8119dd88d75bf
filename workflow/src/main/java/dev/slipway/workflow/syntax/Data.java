package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import dev.slipway.workflow.expression.Condition;
import dev.slipway.workflow.expression.Template;
import dev.slipway.workflow.expression.Value;
import java.util.List;
import java.util.Optional;

/**
 * A value of a workflow file with its position, expressions parsed and not yet evaluated.
 *
 * <p>{@link Evaluation} turns it into a {@link Value} once its contexts are known.
 */
public sealed interface Data {
  Position at();

  /** Null, a boolean, a number or text without expressions. */
  record Literal(Position at, Value value) implements Data {}

  /** Text with at least one {@code ${{ }}}. */
  record Computed(Position at, Template template, String source) implements Data {}

  /** An {@code if:}. */
  record Guard(Position at, Condition condition, String source) implements Data {}

  /** A sequence. */
  record Items(Position at, List<Data> items) implements Data {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A mapping, in the file's order. */
  record Entries(Position at, List<Entry> entries) implements Data {
    public Entries {
      entries = List.copyOf(entries);
    }

    /** The value of the literal key {@code name}, which is case-sensitive. */
    public Optional<Data> get(String name) {
      return entries.stream()
          .filter(e -> e.key() instanceof Key.Name key && key.text().equals(name))
          .map(Entry::value)
          .findFirst();
    }
  }

  /** One key and its value. */
  record Entry(Key key, Data value) {}

  /** A mapping's key. */
  sealed interface Key {
    Position at();

    /** Plain text. */
    record Name(Position at, String text) implements Key {}

    /** Text with an expression. */
    record Dynamic(Position at, Template template, String source) implements Key {}

    /** {@code ${{ insert }}}: the value is an object whose entries take this one's place. */
    record Insert(Position at) implements Key {}
  }
}
