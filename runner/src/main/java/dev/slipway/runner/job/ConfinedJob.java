package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.ForegroundRun;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.posix.NetworkNamespaces;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
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
import java.util.List;
import java.util.Map;

/** A job in a container of its own, with a root, a network and processes that are its own. */
final class ConfinedJob implements JobContainer {
  private final Making making;
  private final JobShape shape;
  private final String cgroup;
  private final List<JobListeners.Serving> served = new ArrayList<>();
  private final JobRoot root;
  private final RootFiles files;
  private final Path scratches;
  private final OrderServer server;
  private boolean closed;

  record Making(
      JobHost host,
      HostTools tools,
      JobDescriptor job,
      JobBase.Root base,
      PodNetwork network,
      Path directory,
      JobContainers owner) {}

  private ConfinedJob(Making making, String cgroup, JobRoot root) throws IOException {
    this.making = making;
    this.cgroup = cgroup;
    this.root = root;
    Files.createDirectory(texts());
    RootedDirectory inside = RootedDirectory.of(root.path());
    try {
      this.shape = shape(inside);
      this.scratches = scratches(inside);
      this.files =
          RootFiles.open(
              inside, scratches, shape.layout(), making.job().repository(), shape.user());
      if (making.base() instanceof JobBase.Image image) {
        furnish(image, inside);
      }
    } catch (IOException | RuntimeException e) {
      inside.close();
      throw e;
    }
    Path orders = Files.createDirectory(making.directory().resolve("orders"));
    this.server =
        new OrderServer(
            making.host().cgroups(),
            cgroup,
            orders,
            shape.memory(making.host().memoryBytes()),
            shape.loop());
  }

  private JobShape shape(RootedDirectory inside) {
    return switch (making.base()) {
      case JobBase.HostPrograms machine -> JobShape.machine(making.tools());
      case JobBase.Image image -> JobShape.image(image, making.tools(), inside, texts());
    };
  }

  /** In the mount that is the root, so that what is made there can be moved into the job. */
  private Path scratches(RootedDirectory inside) throws IOException {
    return switch (making.base()) {
      case JobBase.HostPrograms machine ->
          Files.createDirectory(making.directory().resolve("scratch"));
      case JobBase.Image image -> inside.createDirectories(hiddenScratches());
    };
  }

  /** Covered by a mount in the job; the name is not one that an image could hold. */
  private Path hiddenScratches() {
    return Path.of("/.slipway-" + making.directory().getFileName());
  }

  /** What containers are expected to have, whatever their image has. */
  private void furnish(JobBase.Image image, RootedDirectory inside) throws IOException {
    files.hostDirectory(Path.of("/etc"));
    for (Path volume : image.volumes()) {
      files.hostDirectory(volume);
    }
    for (Path temporary : List.of(Path.of("/tmp"), Path.of("/var/tmp"))) {
      Path made = inside.createDirectories(temporary);
      PosixFiles.chmod(made, 01777);
    }
  }

  private Path texts() {
    return making.directory().resolve("texts");
  }

  static ConfinedJob start(Making making) {
    JobHost host = making.host();
    JobRoot root =
        switch (making.base()) {
          case JobBase.HostPrograms machine ->
              JobRoot.make(
                  making.directory(), making.tools(), making.owner().toolCache(), host.data());
          case JobBase.Image image ->
              JobRoot.of(making.directory(), host.snapshots(), image.image().root());
        };
    String cgroup = "jobs/" + making.directory().getFileName();
    try {
      var container = new ConfinedJob(making, cgroup, root);
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
    String own = "job-" + making.directory().getFileName().toString().substring(0, 8);
    String hostname = shape.options().hostname().orElse(own);
    write("hostname", hostname + "\n");
    write("resolv.conf", making.host().resolver());
    var hosts = new StringBuilder("127.0.0.1 localhost " + JobLayout.SERVER_NAME + "\n");
    hosts.append(making.network().address().getHostAddress() + " " + hostname + "\n");
    shape.options().hosts().forEach((name, address) -> hosts.append(address + " " + name + "\n"));
    write("hosts", hosts.toString());
    listen();
    try {
      ForegroundRun run = making.host().runs().startFed(spec(hostname), server);
      server.serve(FirstProcess.of(run));
    } catch (RuntimeException e) {
      served.forEach(JobListeners.Serving::close);
      throw e;
    }
    making.owner().started();
  }

  /** A file of {@code /etc} that tells the job about itself. */
  private void write(String name, String text) throws IOException {
    switch (making.base()) {
      case JobBase.HostPrograms machine -> root.write("etc/" + name, text);
      // Mounted over whatever the image has there, a link perhaps.
      case JobBase.Image image -> Files.writeString(texts().resolve(name), text);
    }
  }

  private ContainerSpec spec(String hostname) {
    var limits = shape.limits(making.host().memoryBytes(), making.host().processes());
    var plain =
        ContainerSpec.of(root.path(), cgroup, server.command(JobLayout.ORDERS))
            .withHostname(hostname)
            .withNetwork(making.network().mode())
            .withLimits(limits)
            .withMounts(mounts());
    return shape.apply(plain).mounting(making.host().additions().mounts());
  }

  private List<ContainerMount> mounts() {
    Toolbox toolbox = making.host().toolbox();
    var mounts = new ArrayList<ContainerMount>();
    mounts.add(ContainerMount.bindReadOnly(making.directory().resolve("orders"), JobLayout.ORDERS));
    mounts.add(ContainerMount.bindReadOnly(shape.programs(), JobLayout.PROGRAMS));
    mounts.add(ContainerMount.bindReadOnly(toolbox.javaHome(), JobLayout.SLIPWAY.resolve("jdk")));
    if (!toolbox.jars().isEmpty()) {
      mounts.add(ContainerMount.bindReadOnly(toolbox.library(), JobLayout.LIBRARY));
    }
    if (making.base() instanceof JobBase.Image) {
      mounts.add(ContainerMount.tmpfs(hiddenScratches(), "mode=000", "size=4k", "ro"));
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

  @Override
  public JobFiles files() {
    return files;
  }

  @Override
  public JobBase base() {
    return making.base();
  }

  @Override
  public Path programs() {
    return JobLayout.PROGRAMS;
  }

  @Override
  public Map<String, String> environment() {
    return making.host().additions().over(shape.variables());
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
