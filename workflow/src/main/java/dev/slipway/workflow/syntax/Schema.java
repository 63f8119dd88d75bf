package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a workflow file may hold, as data: {@code workflow-schema.yaml} explains its notation.
 *
 * @param types by name
 */
record Schema(Map<String, Type> types) {
  /** The workflow file's own type. */
  static final String ROOT = "workflow";

  /** The type of an action's file. */
  static final String ACTION = "action";

  /** A place for a value. */
  record Slot(Type type, Optional<Names> names, boolean required) {}

  /** What a value may be. */
  sealed interface Type {}

  /** Scalars known to the reader itself. */
  enum BuiltIn implements Type {
    TEXT,
    NONEMPTY,
    NUMBER,
    BOOLEAN,
    NULL,
    ANY,
    CONDITION
  }

  /** That very word. */
  record Word(String text) implements Type {}

  /** A list. */
  record ListOf(Slot item) implements Type {}

  /** One of several. */
  record OneOf(List<Slot> options) implements Type {}

  /** A type by its name, for types that contain themselves. */
  record Named(String name) implements Type {}

  /** A map: fixed keys, and the type of all others when there may be others. */
  record MapOf(Map<String, Slot> keys, Optional<Slot> others, Set<String> quiet) implements Type {}

  Type resolve(Type type) {
    Type at = type;
    while (at instanceof Named named) {
      Type next = types.get(named.name());
      if (next == null) {
        throw new IllegalStateException("the schema has no type " + named.name());
      }
      at = next;
    }
    return at;
  }
}
