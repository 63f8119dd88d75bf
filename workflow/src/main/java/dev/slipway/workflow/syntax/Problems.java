package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one reading, so that one run shows all of them. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(Position at, String message, String hint) {
    found.add(new Problem(at, message, hint));
  }

  void add(Position at, String message) {
    add(at, message, "");
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Problem> list() {
    return List.copyOf(found);
  }
}
