package dev.slipway.manifest.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonPointer;

/** Told by a reader where it meets what; the recorder keeps that. */
interface Marks {
  /** Keeps nothing. */
  Marks NONE =
      new Marks() {
        @Override
        public void enter(String name, int line, int column) {}

        @Override
        public void begin(int line, int column) {}

        @Override
        public void leave() {}
      };

  /** An entry of a map or a list begins; lines and columns count from 1. */
  void enter(String name, int line, int column);

  /** The value of the present entry, or of the document, begins. */
  void begin(int line, int column);

  /** The present entry ends. */
  void leave();

  /** Where everything in a document stands. */
  final class Recorder implements Marks {
    private final Entry root = new Entry(0, 0);
    private final Deque<Entry> open = new ArrayDeque<>();

    /** A place; 0 when nothing is known. */
    record Place(int line, int column) {}

    private static final class Entry {
      private final Place name;
      private final Map<String, Entry> below = new HashMap<>(0);
      private Place value = new Place(0, 0);

      Entry(int line, int column) {
        this.name = new Place(line, column);
      }
    }

    Recorder() {
      open.push(root);
    }

    @Override
    public void enter(String name, int line, int column) {
      var entry = new Entry(line, column);
      open.element().below.putIfAbsent(name, entry);
      open.push(entry);
    }

    @Override
    public void begin(int line, int column) {
      if (open.element().value.line() == 0) {
        open.element().value = new Place(line, column);
      }
    }

    @Override
    public void leave() {
      open.pop();
    }

    /** The key of a field, the beginning of an element; of what is missing, what it would be in. */
    Place find(JsonPointer pointer) {
      Entry entry = root;
      for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
        Entry next = entry.below.get(at.getMatchingProperty());
        if (next == null) {
          return entry.value;
        }
        entry = next;
      }
      return entry.name.line() == 0 ? entry.value : entry.name;
    }
  }
}
