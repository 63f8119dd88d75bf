package dev.slipway.acceptance;

import dev.slipway.base.InstanceToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What running jobs leave on the machine, counted: a network that is kept ready for the next job
 * may have another name afterwards, or not be there yet.
 *
 * @param jobMounts mount points of jobs' root filesystems
 * @param devices how many network devices there are
 * @param cgroups how many control groups there are
 */
record Traces(List<String> jobMounts, long devices, long cgroups) {
  static Traces of(Path data) throws IOException {
    Path real = data.toRealPath();
    String token = InstanceToken.of(real);
    var all =
        Leftovers.now(real).stream()
            .filter(l -> l.contains(token) || l.startsWith("mount "))
            .toList();
    return new Traces(
        all.stream().filter(l -> l.startsWith("mount " + real.resolve("jobs"))).toList(),
        all.stream().filter(l -> l.startsWith("device ")).count(),
        all.stream().filter(l -> l.startsWith("cgroup ")).count());
  }

  /** Whether nothing is there beyond what was there when nothing ran. */
  boolean isWithin(Traces idle) {
    return jobMounts.isEmpty() && devices <= idle.devices && cgroups <= idle.cgroups;
  }

  /** How many processes have these words on their command line. */
  static long processes(String words) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(words))
        .count();
  }
}
