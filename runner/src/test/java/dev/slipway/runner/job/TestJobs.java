package dev.slipway.runner.job;

import dev.slipway.base.Command;
import dev.slipway.container.Cgroups;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.Networks;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobListeners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Job containers for tests, in a data directory of their own, and everything of them removed. */
public final class TestJobs implements AutoCloseable {
  public static final long MEMORY = 256L << 20;

  private final Cgroups cgroups;
  private final Networks networks;
  private final Snapshots snapshots;
  private final JobContainers containers;
  private final Path data;
  private final JobHost host;

  public static void assume() {
    Assumptions.assumeTrue(isRoot(), "containers need root");
    Assumptions.assumeTrue(Command.exists("runc"), "containers need runc");
    Assumptions.assumeTrue(Command.exists("iptables"), "networks need iptables");
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }

  public TestJobs(Path directory, JobListeners listeners) throws IOException {
    this(directory, listeners, Toolbox.empty());
  }

  TestJobs(Path directory, JobListeners listeners, Toolbox toolbox) throws IOException {
    this.data = directory.toRealPath();
    var names = InstanceNames.of(data);
    this.cgroups = Cgroups.probe(names);
    this.snapshots = Snapshots.open(data.resolve("snapshots"));
    this.networks = Networks.open(names, data.resolve("networks"));
    this.host =
        new JobHost(
            data,
            data.resolve("jobs"),
            ForegroundRuns.open(data.resolve("runs"), cgroups),
            cgroups,
            networks,
            snapshots,
            "nameserver 192.0.2.1\n",
            HostAdditions.none(),
            listeners,
            toolbox,
            MEMORY,
            500);
    this.containers = JobContainers.open(host);
  }

  public static JobDescriptor job(String name) {
    return job(name, JobDescriptor.Trust.TRUSTED);
  }

  static JobDescriptor job(String name, JobDescriptor.Trust trust) {
    return new JobDescriptor(
        "local/app",
        "1",
        "7",
        1,
        1,
        name,
        name,
        "CI",
        ".github/workflows/ci.yaml",
        "0123456789012345678901234567890123456789",
        "refs/heads/main",
        "",
        "",
        "push",
        "admin",
        Optional.empty(),
        Map.of(),
        trust);
  }

  public JobContainers containers() {
    return containers;
  }

  public JobHost host() {
    return host;
  }

  public Networks networks() {
    return networks;
  }

  public Cgroups cgroups() {
    return cgroups;
  }

  public Path data() {
    return data;
  }

  @Override
  public void close() {
    containers.close();
    networks.removeAll();
    cgroups.removeAll();
  }
}
