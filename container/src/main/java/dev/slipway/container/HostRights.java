package dev.slipway.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What this process itself may do, and so can hand out: fixed for its lifetime. */
final class HostRights {
  private static final long BOUNDING = bounding();
  private static final int LIMIT_NAME_WIDTH = 26;

  /** Limits by the name proc(5) gives them. */
  private static final Map<String, String> LIMITS =
      Map.ofEntries(
          Map.entry("RLIMIT_AS", "Max address space"),
          Map.entry("RLIMIT_CORE", "Max core file size"),
          Map.entry("RLIMIT_CPU", "Max cpu time"),
          Map.entry("RLIMIT_DATA", "Max data size"),
          Map.entry("RLIMIT_FSIZE", "Max file size"),
          Map.entry("RLIMIT_LOCKS", "Max file locks"),
          Map.entry("RLIMIT_MEMLOCK", "Max locked memory"),
          Map.entry("RLIMIT_MSGQUEUE", "Max msgqueue size"),
          Map.entry("RLIMIT_NICE", "Max nice priority"),
          Map.entry("RLIMIT_NOFILE", "Max open files"),
          Map.entry("RLIMIT_NPROC", "Max processes"),
          Map.entry("RLIMIT_RSS", "Max resident set"),
          Map.entry("RLIMIT_RTPRIO", "Max realtime priority"),
          Map.entry("RLIMIT_RTTIME", "Max realtime timeout"),
          Map.entry("RLIMIT_SIGPENDING", "Max pending signals"),
          Map.entry("RLIMIT_STACK", "Max stack size"));

  private HostRights() {}

  /** Whether containers can be given the capability; a daemon in a container lacks some. */
  static boolean hasCapability(Capability capability) {
    return (BOUNDING >>> capability.bit() & 1) == 1;
  }

  /** The limit, lowered to this process's own when it has not the right to exceed that. */
  static ProcessLimit attainable(ProcessLimit wanted) {
    if (hasCapability(Capability.SYS_RESOURCE)) {
      return wanted;
    }
    long own = hardLimit(wanted.name());
    return new ProcessLimit(
        wanted.name(), Math.min(wanted.soft(), own), Math.min(wanted.hard(), own));
  }

  private static long hardLimit(String name) {
    String title = LIMITS.get(name);
    if (title == null) {
      throw new IllegalArgumentException("there is no process limit " + name);
    }
    for (String line : lines(Path.of("/proc/self/limits"))) {
      if (line.startsWith(title)) {
        String hard = line.substring(LIMIT_NAME_WIDTH).strip().split("\\s+")[1];
        return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
      }
    }
    return Long.MAX_VALUE;
  }

  private static long bounding() {
    return lines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("CapBnd:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .findFirst()
        .orElse(-1L);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      // Without /proc no container starts; the runtime will say so better than we can here.
      return List.of();
    }
  }
}
