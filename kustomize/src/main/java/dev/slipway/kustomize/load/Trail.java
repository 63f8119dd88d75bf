package dev.slipway.kustomize.load;

import dev.slipway.base.InputException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The directories a build went through, for errors that show only when all of them are done. */
public final class Trail {
  private final Map<String, Location> visited = new HashMap<>();

  /** Remembers a directory; the first way to it counts. */
  public void visit(Location location) {
    visited.putIfAbsent(location.nameOf(""), location);
  }

  /** The error with the chain that led to the directory of its file, if that was another one. */
  public InputException reached(InputException error) {
    String file = error.position().file();
    return visited.entrySet().stream()
        .filter(entry -> file.startsWith(entry.getKey() + "/"))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(entry -> entry.getValue().reached(error))
        .orElse(error);
  }
}
