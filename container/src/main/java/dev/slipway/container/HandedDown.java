package dev.slipway.container;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a group of the newer interface hands down to those below it ({@code
 * cgroup.subtree_control}).
 *
 * <p>A group hands nothing down while it holds processes itself; only the machine's top group may.
 * Where Slipway runs in a container, the top group that it sees is one of many, and holds what the
 * container runs: that is moved to a group of its own first, as others do who make containers
 * there.
 */
final class HandedDown {
  private static final System.Logger LOG = System.getLogger(HandedDown.class.getName());
  private static final int TRIES = 10;

  private HandedDown() {}

  static void enable(Path group, String controller) throws IOException {
    Path file = group.resolve("cgroup.subtree_control");
    if (Files.exists(file)
        && List.of(Files.readString(file).strip().split(" ")).contains(controller)) {
      return;
    }
    for (int i = 1; ; i++) {
      try {
        Files.writeString(file, "+" + controller);
        return;
      } catch (IOException e) {
        // What has just been started may have come to be there again.
        if (i == TRIES || !moveProcesses(group)) {
          throw e;
        }
      }
    }
  }

  /** Returns whether there was anything to move. The machine's own top group has no type. */
  private static boolean moveProcesses(Path group) throws IOException {
    Path list = group.resolve("cgroup.procs");
    if (!Files.exists(group.resolve("cgroup.type")) || !Files.exists(list)) {
      return false;
    }
    List<String> processes = Files.readAllLines(list);
    Path leaf = Files.createDirectories(group.resolve("init"));
    for (String process : processes) {
      try {
        Files.writeString(leaf.resolve("cgroup.procs"), process);
      } catch (IOException e) {
        // It has ended meanwhile; if not, the next try says so.
        LOG.log(Level.DEBUG, "process " + process + " was not moved to " + leaf, e);
      }
    }
    return !processes.isEmpty();
  }
}
