package dev.slipway.runner.job;

import dev.slipway.posix.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of one order among those of a job: whoever carries its mark in the environment, and
 * whoever descends from one of those.
 */
final class OrderTree {
  private static final int PARENT_AFTER_NAME = 1;

  private OrderTree() {}

  static List<ProcessIdentity> of(List<Long> candidates, String mark) {
    var parents = new HashMap<Long, Long>();
    var found = new HashSet<Long>();
    for (long pid : candidates) {
      parent(pid).ifPresent(parent -> parents.put(pid, parent));
      if (isMarked(pid, mark)) {
        found.add(pid);
      }
    }
    addDescendants(parents, found);
    var identities = new ArrayList<ProcessIdentity>();
    found.forEach(pid -> ProcessIdentity.of(pid).ifPresent(identities::add));
    return identities;
  }

  private static void addDescendants(Map<Long, Long> parents, Set<Long> found) {
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map.Entry<Long, Long> entry : parents.entrySet()) {
        if (found.contains(entry.getValue()) && found.add(entry.getKey())) {
          grew = true;
        }
      }
    }
  }

  private static boolean isMarked(long pid, String mark) {
    return read(pid, "environ")
        .map(text -> List.of(text.split("\0")).contains(Order.MARK + "=" + mark))
        .orElse(false);
  }

  private static Optional<Long> parent(long pid) {
    return read(pid, "stat")
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ")[PARENT_AFTER_NAME])
        .map(Long::parseLong);
  }

  /** Empty for a process that has ended meanwhile. */
  private static Optional<String> read(long pid, String name) {
    try {
      Path file = Path.of("/proc", Long.toString(pid), name);
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
