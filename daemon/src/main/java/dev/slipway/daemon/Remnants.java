package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.Networks;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an instance leaves on the machine when its directory is removed before it is ended. */
final class Remnants {
  private static final Path MEMORY = Path.of("/dev/shm");

  private Remnants() {}

  /** Ends what runs under the instance's names, and removes its network, groups and memory. */
  static void remove(InstanceNames names) {
    Cgroups cgroups = Cgroups.probe(names);
    try {
      cgroups.endProcesses();
      Networks.removeRemnants(names);
      cgroups.removeAll();
      removeMemory(names);
    } catch (IOException e) {
      throw new SlipwayException(
          "could not remove what instance " + names.token() + " left: " + e.getMessage(), e);
    }
  }

  /** Removes the volumes in memory of pods that are gone. */
  static void removeMemory(InstanceNames names) throws IOException {
    Path memory = MEMORY.resolve(names.cgroup());
    if (Files.exists(memory)) {
      DirectoryTree.delete(memory);
    }
  }
}
