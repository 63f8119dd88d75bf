package dev.slipway.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rights, cgroups, file systems and memory. */
final class KernelChecks {
  private static final long LITTLE_MEMORY = 512L << 20;
  private static final long SMALL_MEMORY = 1536L << 20;
  private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids");

  private KernelChecks() {}

  static List<Finding> all() throws IOException {
    var findings = new ArrayList<Finding>();
    findings.add(rights(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)));
    findings.add(cgroups(lines("/proc/self/mounts"), unified()));
    findings.add(overlay(lines("/proc/filesystems")));
    findings.add(memory(lines("/proc/meminfo")));
    return findings;
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(Path.of(file));
  }

  private static List<String> unified() throws IOException {
    Path file = Path.of("/sys/fs/cgroup/cgroup.controllers");
    return Files.exists(file) ? List.of(Files.readString(file).strip().split(" ")) : List.of();
  }

  static Finding rights(boolean root) {
    return root
        ? Finding.ok("rights", "root")
        : Finding.failure("rights", "not root", "start Slipway as root: sudo ./slipway up");
  }

  /**
   * Which version the machine mounts, and whether the controllers for limits are there.
   *
   * @param mounts as in {@code /proc/self/mounts}
   * @param unified the controllers of the one hierarchy of version 2
   */
  static Finding cgroups(List<String> mounts, List<String> unified) {
    List<String> first =
        mounts.stream()
            .map(line -> line.split(" "))
            .filter(w -> w.length > 3 && w[2].equals("cgroup"))
            .flatMap(w -> Stream.of(w[3].split(",")))
            .toList();
    boolean isSecond = first.isEmpty();
    List<String> present = isSecond ? unified : first;
    List<String> missing = CONTROLLERS.stream().filter(c -> !present.contains(c)).toList();
    String name = "version " + (isSecond ? "2" : "1");
    if (missing.isEmpty()) {
      return Finding.ok("cgroups", name + ", with " + String.join(", ", CONTROLLERS));
    }
    return Finding.warning(
        "cgroups",
        name + ", without " + String.join(", ", missing),
        "limits on " + String.join(", ", missing) + " are not kept; enable the controllers");
  }

  static Finding overlay(List<String> fileSystems) {
    boolean known = fileSystems.stream().anyMatch(line -> line.strip().endsWith("overlay"));
    return known
        ? Finding.ok("overlayfs", "known to the kernel")
        : Finding.failure("overlayfs", "not known to the kernel", "load it: modprobe overlay");
  }

  static Finding memory(List<String> information) {
    long bytes =
        information.stream()
            .filter(line -> line.startsWith("MemAvailable:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
            .sum();
    String found = Sizes.text(bytes) + " available";
    if (bytes < LITTLE_MEMORY) {
      return Finding.failure("memory", found, "Slipway itself needs 256 MiB, each pod its own");
    }
    return bytes < SMALL_MEMORY
        ? Finding.warning("memory", found, "builds and test suites often need more than a GiB")
        : Finding.ok("memory", found);
  }

  /** Sizes for people. */
  static final class Sizes {
    private Sizes() {}

    static String text(long bytes) {
      return Stream.of("TiB", "GiB", "MiB")
          .filter(unit -> bytes >= size(unit))
          .findFirst()
          .map(unit -> "%.1f %s".formatted((double) bytes / size(unit), unit))
          .orElse(bytes + " bytes");
    }

    private static long size(String unit) {
      return switch (unit) {
        case "TiB" -> 1L << 40;
        case "GiB" -> 1L << 30;
        default -> 1L << 20;
      };
    }
  }
}
