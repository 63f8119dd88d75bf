package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.ProcessUser;
import dev.slipway.container.ResourceLimits;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.RootedDirectory;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.LineListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job whose programs are processes of this machine: they see and may do all that this process
 * does. Its own are a workspace and a home, which go with it, and a control group by which its
 * processes are counted, limited and ended.
 */
final class HostJob implements JobContainer {
  /** Below the group of all jobs; containers' groups have other names. */
  private static final String GROUPS = "jobs";

  private static final String PREFIX = "host-";

  private final JobHost host;
  private final Path programs;
  private final Path directory;
  private final String cgroup;
  private final RootFiles files;
  private final OrderServer server;
  private boolean closed;

  private HostJob(JobHost host, HostTools tools, JobDescriptor job, Path directory, Path toolCache)
      throws IOException {
    this.host = host;
    this.programs = tools.hostScripts();
    this.directory = directory;
    this.cgroup = GROUPS + "/" + PREFIX + directory.getFileName();
    Path orders = Files.createDirectory(directory.resolve("orders"));
    this.server =
        new OrderServer(host.cgroups(), cgroup, orders, host.memoryBytes(), OrderLoop.ofMachine());
    this.files = files(job, directory, toolCache);
    try {
      var limits = ResourceLimits.none().withMemory(host.memoryBytes());
      host.cgroups().make(cgroup, limits.withProcesses(host.processes()));
      server.serve(HostProcess.start(host.cgroups(), cgroup, orders, server));
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static RootFiles files(JobDescriptor job, Path directory, Path toolCache)
      throws IOException {
    var layout = new JobLayout(directory.resolve("home"), directory.resolve("work"), toolCache);
    Path scratches = Files.createDirectory(directory.resolve("scratch"));
    RootedDirectory machine = RootedDirectory.of(Path.of("/"));
    try {
      return RootFiles.open(machine, scratches, layout, job.repository(), ProcessUser.ROOT);
    } catch (IOException | RuntimeException e) {
      machine.close();
      throw e;
    }
  }

  /**
   * Starts one.
   *
   * @param directory does not exist yet
   */
  static HostJob start(
      JobHost host, HostTools tools, JobDescriptor job, Path directory, Path toolCache) {
    try {
      return new HostJob(host, tools, job, Files.createDirectory(directory), toolCache);
    } catch (IOException | RuntimeException e) {
      end(host.cgroups(), PREFIX + directory.getFileName());
      JobRoot.clear(directory);
      throw e instanceof RuntimeException r
          ? r
          : new SlipwayException("could not start a job on the host: " + e.getMessage(), e);
    }
  }

  /** Ends all jobs of this kind of an instance, those of a killed predecessor too. */
  static void endAll(Cgroups cgroups) {
    for (String name : cgroups.names(GROUPS)) {
      if (name.startsWith(PREFIX)) {
        end(cgroups, name);
      }
    }
  }

  private static void end(Cgroups cgroups, String name) {
    HostProcess.end(cgroups, GROUPS + "/" + name);
    cgroups.remove(GROUPS + "/" + name);
  }

  @Override
  public JobFiles files() {
    return files;
  }

  @Override
  public JobBase base() {
    return new JobBase.HostProcesses();
  }

  @Override
  public Path programs() {
    return programs;
  }

  @Override
  public Map<String, String> environment() {
    var variables = new LinkedHashMap<String, String>();
    variables.put(
        "PATH",
        Optional.ofNullable(System.getenv("PATH")).orElse(String.join(":", JobLayout.SYSTEM_PATH)));
    variables.put("HOME", files.home().toString());
    variables.put("USER", "root");
    variables.put("LANG", "C.UTF-8");
    return withoutMounts(host.additions()).over(variables);
  }

  /** What tells of files that only containers get is left out: the machine has its own. */
  private static HostAdditions withoutMounts(HostAdditions additions) {
    var environment = new LinkedHashMap<>(additions.environment());
    environment
        .values()
        .removeIf(value ->
            additions.mounts().stream().anyMatch(m -> value.contains(m.target().toString())));
    return new HostAdditions(List.of(), environment);
  }

  @Override
  public OrderRun run(Order order, LineListener listener) throws InterruptedException {
    return server.run(order, listener);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      server.close();
      files.close();
    } catch (PosixException e) {
      throw new SlipwayException("could not close a job's files: " + e.getMessage(), e);
    } finally {
      host.cgroups().remove(cgroup);
      JobRoot.clear(directory);
    }
  }
}
