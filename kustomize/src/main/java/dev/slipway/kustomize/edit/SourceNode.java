package dev.slipway.kustomize.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * A value of a YAML text with the place it takes: offsets in characters, the end exclusive.
 *
 * <p>Collections in block style start at their first dash or key.
 */
sealed interface SourceNode {
  int start();

  int end();

  /** Whether it is written with brackets; scalars are not. */
  boolean flow();

  /** The end of the last scalar, list or map in brackets that is in it. */
  default int contentEnd() {
    return flow() || parts().isEmpty() ? end() : parts().getLast().contentEnd();
  }

  /** The values directly in it, keys included. */
  // Methods in place of switches over types, for which Java makes classes when they first run.
  List<SourceNode> parts();

  /** A scalar or an alias. */
  record Leaf(int start, int end, Writing writing) implements SourceNode {
    @Override
    public boolean flow() {
      return false;
    }

    @Override
    public List<SourceNode> parts() {
      return List.of();
    }
  }

  /** A list. */
  record Items(int start, int end, boolean flow, List<SourceNode> items) implements SourceNode {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public List<SourceNode> parts() {
      return items;
    }
  }

  /** A map. */
  record Fields(int start, int end, boolean flow, List<Field> fields) implements SourceNode {
    public Fields {
      fields = List.copyOf(fields);
    }

    @Override
    public List<SourceNode> parts() {
      var parts = new ArrayList<SourceNode>(2 * fields.size());
      for (Field field : fields) {
        parts.add(field.key());
        parts.add(field.value());
      }
      return parts;
    }
  }

  /** An entry of a map. */
  record Field(String name, SourceNode key, SourceNode value) {}

  /** How a leaf is written. */
  enum Writing {
    /** Within lines: plain or in quotes. */
    TOKEN,
    /** Literal or folded. */
    BLOCK,
    /** A reference to another value. */
    ALIAS
  }
}
