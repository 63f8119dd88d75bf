package dev.slipway.manifest.types;

import java.util.List;

/** How several managers own parts of one list or map. */
public sealed interface Sharing {
  /** As usual for the type: structures and maps by part, lists as a whole. */
  record Usual() implements Sharing {}

  /** As a whole. */
  record Atomic() implements Sharing {}

  /** Each value of a list of scalars on its own. */
  record SetOfValues() implements Sharing {}

  /** Each entry of a list of structures on its own, known by these fields. */
  record Keyed(List<String> keys) implements Sharing {
    public Keyed {
      keys = List.copyOf(keys);
    }
  }
}
