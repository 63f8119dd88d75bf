package dev.slipway.node;

import dev.slipway.manifest.Timestamps;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the machine has left, and what a kubelet's conditions say of that: its thresholds, its
 * words.
 *
 * @param freeMemoryKiB what programs could still get
 * @param freeDiskPercent of where pods write
 * @param freeProcesses how many more there could be
 */
record NodeHealth(long freeMemoryKiB, long freeDiskPercent, long freeProcesses) {
  private static final long LEAST_MEMORY_KIB = 100 << 10;
  private static final long LEAST_DISK_PERCENT = 10;
  private static final long LEAST_PROCESSES = 1000;

  /** Looks at the machine. */
  static NodeHealth measure(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    long total = Math.max(1, store.getTotalSpace());
    long most = number(Path.of("/proc/sys/kernel/pid_max"));
    // As in "0.52 0.58 0.59 2/713 31337": running and all.
    String tasks = Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[3];
    long used = Long.parseLong(tasks.substring(tasks.indexOf('/') + 1));
    return new NodeHealth(
        memoryKiB("MemAvailable"), store.getUsableSpace() * 100 / total, most - used);
  }

  /** Read in one go: the kernel does not go on with a number where a reader stopped. */
  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  /** A line of the machine's memory, such as {@code MemTotal}. */
  static long memoryKiB(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("/proc/meminfo says nothing of " + name);
  }

  /** Replaces the conditions; each keeps the time since when it is as it is. */
  void write(ArrayNode conditions, Instant now) {
    Map<String, JsonNode> before = new HashMap<>();
    conditions.forEach(c -> before.put(c.path("type").asString(""), c));
    conditions.removeAll();
    String time = Timestamps.seconds(now);
    if (freeMemoryKiB < LEAST_MEMORY_KIB) {
      add(conditions, "MemoryPressure", "True", "KubeletHasInsufficientMemory");
    } else {
      add(conditions, "MemoryPressure", "False", "KubeletHasSufficientMemory");
    }
    if (freeDiskPercent < LEAST_DISK_PERCENT) {
      add(conditions, "DiskPressure", "True", "KubeletHasDiskPressure");
    } else {
      add(conditions, "DiskPressure", "False", "KubeletHasNoDiskPressure");
    }
    if (freeProcesses < LEAST_PROCESSES) {
      add(conditions, "PIDPressure", "True", "KubeletHasInsufficientPID");
    } else {
      add(conditions, "PIDPressure", "False", "KubeletHasSufficientPID");
    }
    add(conditions, "Ready", "True", "KubeletReady");
    for (JsonNode one : conditions) {
      JsonNode old = before.getOrDefault(one.path("type").asString(""), MissingNode.getInstance());
      boolean same = old.path("status").equals(one.path("status"));
      ((ObjectNode) one)
          .put("lastHeartbeatTime", time)
          .put("lastTransitionTime", same ? old.path("lastTransitionTime").asString(time) : time)
          .put("message", message(one.path("reason").asString("")));
    }
  }

  private static void add(ArrayNode conditions, String type, String status, String reason) {
    conditions.addObject().put("type", type).put("status", status).put("reason", reason);
  }

  private static String message(String reason) {
    return switch (reason) {
      case "KubeletHasInsufficientMemory" -> "kubelet has insufficient memory available";
      case "KubeletHasSufficientMemory" -> "kubelet has sufficient memory available";
      case "KubeletHasDiskPressure" -> "kubelet has disk pressure";
      case "KubeletHasNoDiskPressure" -> "kubelet has no disk pressure";
      case "KubeletHasInsufficientPID" -> "kubelet has insufficient PID available";
      case "KubeletHasSufficientPID" -> "kubelet has sufficient PID available";
      default -> "kubelet is posting ready status";
    };
  }
}
