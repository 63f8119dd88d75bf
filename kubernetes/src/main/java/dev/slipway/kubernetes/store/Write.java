package dev.slipway.kubernetes.store;

import tools.jackson.databind.node.ObjectNode;

/** One change asked of the store. */
public sealed interface Write {
  Key key();

  /** What must hold at the moment of writing, beyond the version. */
  Guard guard();

  /** Stores an object that must not exist yet; the store takes the tree over. */
  record Create(Key key, ObjectNode tree, Guard guard) implements Write {}

  /** Replaces the object that was read at {@code version}; the store takes the tree over. */
  record Replace(Key key, long version, ObjectNode tree, Guard guard) implements Write {}

  /** Removes the object that was read at {@code version}. */
  record Remove(Key key, long version, Guard guard) implements Write {}

  /** A condition on other objects, checked by the writer thread; quick and without side effects. */
  @FunctionalInterface
  interface Guard {
    Guard NONE = objects -> {};

    /** Throws to refuse the write. */
    void check(ObjectReader objects);
  }
}
