package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.ForegroundRun;
import dev.slipway.container.ResourceLimits;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.posix.NetworkNamespaces;
import dev.slipway.posix.PosixException;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.JobListeners;
import dev.slipway.runner.LineListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running container of a job. One program runs in it at a time; what a program leaves in the
 * background goes on. Closing ends and removes everything.
 */
public final class JobContainer implements AutoCloseable {
  private final Making making;
  private final String cgroup;
  private final List<JobListeners.Serving> served = new ArrayList<>();
  private final JobRoot root;
  private final RootFiles files;
  private final OrderServer server;
  private boolean closed;

  record Making(
      JobHost host,
      HostTools tools,
      JobDescriptor job,
      PodNetwork network,
      Path directory,
      JobContainers owner) {}

  private JobContainer(Making making, String cgroup, JobRoot root) throws IOException {
    this.making = making;
    this.cgroup = cgroup;
    this.root = root;
    this.files = RootFiles.open(root.path(), making.directory(), making.job().repository());
    Path orders = Files.createDirectory(making.directory().resolve("orders"));
    this.server =
        new OrderServer(making.host().cgroups(), cgroup, orders, making.host().memoryBytes());
  }

  static JobContainer start(Making making) {
    JobHost host = making.host();
    JobRoot root =
        JobRoot.make(making.directory(), making.tools(), making.owner().toolCache(), host.data());
    String cgroup = "jobs/" + making.directory().getFileName();
    try {
      var container = new JobContainer(making, cgroup, root);
      container.begin();
      return container;
    } catch (IOException | RuntimeException e) {
      root.close();
      throw e instanceof RuntimeException r
          ? r
          : new SlipwayException("could not start a job's container: " + e.getMessage(), e);
    }
  }

  private void begin() throws IOException {
    String hostname = "job-" + making.directory().getFileName().toString().substring(0, 8);
    root.write("etc/hostname", hostname + "\n");
    root.write("etc/resolv.conf", making.host().resolver());
    root.write(
        "etc/hosts",
        "127.0.0.1 localhost\n%s %s\n"
            .formatted(making.network().address().getHostAddress(), hostname));
    listen();
    try {
      ForegroundRun run = making.host().runs().startFed(spec(hostname), server);
      server.serve(run);
    } catch (RuntimeException e) {
      served.forEach(JobListeners.Serving::close);
      throw e;
    }
    making.owner().started();
  }

  private ContainerSpec spec(String hostname) {
    var limits =
        ResourceLimits.none()
            .withMemory(making.host().memoryBytes())
            .withProcesses(making.host().processes());
    var plain =
        ContainerSpec.of(
                root.path(), cgroup, List.of("/bin/sh", "-c", HostTools.resource("server.sh")))
            .withEnvironment(Map.of("PATH", String.join(":", JobLayout.SYSTEM_PATH)))
            .withHostname(hostname)
            .withNetwork(making.network().mode())
            .withLimits(limits)
            .withMounts(mounts());
    return plain.mounting(making.host().additions().mounts());
  }

  private List<ContainerMount> mounts() {
    Toolbox toolbox = making.host().toolbox();
    var mounts = new ArrayList<ContainerMount>();
    mounts.add(ContainerMount.bindReadOnly(making.directory().resolve("orders"), JobLayout.ORDERS));
    mounts.add(ContainerMount.bindReadOnly(making.tools().scripts(), JobLayout.PROGRAMS));
    mounts.add(ContainerMount.bindReadOnly(toolbox.javaHome(), JobLayout.SLIPWAY.resolve("jdk")));
    if (!toolbox.jars().isEmpty()) {
      mounts.add(ContainerMount.bindReadOnly(toolbox.library(), JobLayout.LIBRARY));
    }
    return mounts;
  }

  private void listen() throws IOException {
    try {
      for (JobListeners.JobListener listener : making.host().listeners().all()) {
        ServerSocketChannel socket =
            NetworkNamespaces.call(making.network().namespace(), () -> bound(listener.port()));
        served.add(listener.service().serve(socket));
      }
    } catch (IOException | RuntimeException e) {
      served.forEach(JobListeners.Serving::close);
      throw e;
    }
  }

  private static ServerSocketChannel bound(int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    return socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
  }

  public JobFiles files() {
    return files;
  }

  /** The job's root, as this machine sees it; its paths are for {@link #files} to resolve. */
  public Path root() {
    return root.path();
  }

  /**
   * Variables that every program of the job needs because of where it runs: the home, the PATH
   * (without what steps add), and what the host's administrator added.
   */
  public Map<String, String> environment() {
    var own = new LinkedHashMap<String, String>();
    own.put("HOME", JobLayout.HOME.toString());
    own.put("USER", "root");
    own.put("LANG", "C.UTF-8");
    own.put("DEBIAN_FRONTEND", "noninteractive");
    return making.host().additions().over(own);
  }

  /**
   * Starts a program, after those before it have ended.
   *
   * @param listener hears both of its streams in the order in which it writes
   */
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
    } finally {
      served.forEach(JobListeners.Serving::close);
      making.owner().ended(making.network());
      closeFiles();
      making.host().cgroups().remove(cgroup);
      root.close();
    }
  }

  private void closeFiles() {
    try {
      files.close();
    } catch (PosixException e) {
      throw new SlipwayException("could not close a job's root: " + e.getMessage(), e);
    }
  }
}
