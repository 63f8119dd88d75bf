package dev.slipway.manifest.patch;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where a walk through an object is, for error messages. */
final class FieldPath {
  private final Deque<String> names = new ArrayDeque<>();

  void enter(String name) {
    names.addLast(name);
  }

  void leave() {
    names.removeLast();
  }

  @Override
  public String toString() {
    return names.isEmpty() ? "the top" : String.join(".", names);
  }
}
