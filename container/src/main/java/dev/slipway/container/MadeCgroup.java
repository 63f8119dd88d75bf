package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cgroup for processes that no container runtime starts; runtimes make those of containers.
 *
 * @param path below the root of each tree
 * @param countsSwap whether memory and swap can be limited together
 */
record MadeCgroup(Version version, Path mount, Path path, boolean countsSwap) {
  /** Of the older interface: what counts or limits something here, each with a tree of its own. */
  private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu", "cpuacct");

  void make(ResourceLimits limits) {
    try {
      if (version == Version.V2) {
        delegate();
      }
      for (Path directory : directories()) {
        Files.createDirectories(directory);
      }
      for (Map.Entry<String, String> limit : files(limits).entrySet()) {
        String file = limit.getKey();
        Path tree =
            version == Version.V1 ? mount.resolve(file.substring(0, file.indexOf('.'))) : mount;
        Files.writeString(tree.resolve(path).resolve(file), limit.getValue());
      }
    } catch (IOException e) {
      throw new SlipwayException("could not make cgroup " + path + ": " + e.getMessage(), e);
    }
  }

  void join(long pid) {
    try {
      for (Path directory : directories()) {
        Files.writeString(directory.resolve("cgroup.procs"), Long.toString(pid));
      }
    } catch (IOException e) {
      throw new SlipwayException("could not enter cgroup " + path + ": " + e.getMessage(), e);
    }
  }

  /** The files of limits and what is written to them, in this order. */
  private Map<String, String> files(ResourceLimits limits) {
    boolean older = version == Version.V1;
    var files = new LinkedHashMap<String, String>();
    limits
        .memoryBytes()
        .ifPresent(bytes -> {
          String text = Long.toString(bytes);
          files.put(older ? "memory.limit_in_bytes" : "memory.max", text);
          if (countsSwap) {
            files.put(
                older ? "memory.memsw.limit_in_bytes" : "memory.swap.max", older ? text : "0");
          }
        });
    limits.processes().ifPresent(count -> files.put("pids.max", Long.toString(count)));
    return files;
  }

  /** Has the newer interface count what the limits are about, from the top down. */
  private void delegate() throws IOException {
    Path above = mount;
    for (Path part : path) {
      Files.createDirectories(above);
      for (String controller : List.of("memory", "pids")) {
        HandedDown.enable(above, controller);
      }
      above = above.resolve(part);
    }
  }

  /** Where it is: in each tree that counts or shares something. */
  private List<Path> directories() {
    return switch (version) {
      case V1 ->
          CONTROLLERS.stream()
              .map(mount::resolve)
              .filter(Files::isDirectory)
              .map(tree -> tree.resolve(path))
              .toList();
      case V2 -> List.of(mount.resolve(path));
    };
  }
}
