package dev.slipway.node;

import dev.slipway.base.SlipwayException;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import dev.slipway.node.image.PodImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Node object and its lease: what this machine has, and that it is alive. */
final class NodeObject implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NodeObject.class.getName());
  private static final WriteOptions BY = WriteOptions.by("kubelet");
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  /** Every so many renewals of the lease the status is written, changed or not. */
  private static final int STATUS_EVERY = 30;

  private static final int MOST_IMAGES = 50;
  private static final int LEASE_SECONDS = 40;
  private static final int MOST_PODS = 110;

  private final Cluster cluster;
  private final String name;
  private final String address;
  private final Path directory;
  private final PodImages images;
  private final Thread renewal;

  private NodeObject(
      Cluster cluster, String name, String address, Path directory, PodImages images) {
    this.directory = directory;
    this.images = images;
    this.cluster = cluster;
    this.name = name;
    this.address = address;
    this.renewal = Thread.ofVirtual().name("node-lease").unstarted(this::renewForever);
  }

  /**
   * Creates or updates it, ready, and keeps it so.
   *
   * @param directory where pods write
   */
  static NodeObject start(
      Cluster cluster, String name, String address, Path directory, PodImages images)
      throws IOException {
    var node = new NodeObject(cluster, name, address, directory, images);
    node.register();
    node.renewal.start();
    return node;
  }

  private void register() throws IOException {
    ObjectName object = ObjectName.cluster(name);
    if (cluster.find(ResourceType.NODES, object).isEmpty()) {
      KubeObject blank =
          KubeObject.create(
              ResourceType.NODES.groupVersionKind(),
              object,
              tree -> {
                label(tree);
                tree.putObject("spec");
              });
      cluster.create(ResourceType.NODES, blank, BY);
    } else {
      cluster.edit(ResourceType.NODES, object, this::label, BY);
    }
    long memory = NodeHealth.memoryKiB("MemTotal");
    long storage = Files.getFileStore(directory).getTotalSpace() / 1024;
    var health = NodeHealth.measure(directory);
    cluster.editStatus(
        ResourceType.NODES,
        object,
        tree -> fill(tree.withObject("/status"), memory, storage, health),
        BY);
  }

  private void label(ObjectNode tree) {
    ObjectNode labels = tree.withObject("/metadata").withObject("/labels");
    labels.put("kubernetes.io/hostname", name);
    for (String prefix : new String[] {"", "beta."}) {
      labels.put(prefix + "kubernetes.io/os", "linux");
      labels.put(prefix + "kubernetes.io/arch", architecture());
    }
  }

  private void fill(ObjectNode status, long memory, long storage, NodeHealth health) {
    for (String field : new String[] {"capacity", "allocatable"}) {
      status
          .putObject(field)
          .put("cpu", String.valueOf(Runtime.getRuntime().availableProcessors()))
          .put("ephemeral-storage", storage + "Ki")
          .put("memory", memory + "Ki")
          .put("pods", String.valueOf(MOST_PODS));
    }
    ArrayNode addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", address);
    addresses.addObject().put("type", "Hostname").put("address", name);
    status
        .putObject("nodeInfo")
        .put("architecture", architecture())
        .put("operatingSystem", "linux")
        .put("osImage", osName())
        .put("kernelVersion", System.getProperty("os.version", ""))
        .put("containerRuntimeVersion", "runc://conmon")
        .put("kubeletVersion", "v1.33.0+slipway")
        .put("kubeProxyVersion", "")
        .put("machineID", text("/etc/machine-id"))
        .put("systemUUID", text("/sys/class/dmi/id/product_uuid"))
        .put("bootID", text("/proc/sys/kernel/random/boot_id"));
    health.write(status.withArray("/conditions"), now());
  }

  /** What a file of one line says; nothing where there is none. */
  private static String text(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} cannot be read", file);
      return "";
    }
  }

  private Instant now() {
    return cluster.clock().instant();
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "");
    return name.equals("aarch64") ? "arm64" : name;
  }

  private static String osName() {
    try {
      for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
        if (line.startsWith("PRETTY_NAME=")) {
          return line.substring("PRETTY_NAME=".length()).replace("\"", "");
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "no /etc/os-release");
    }
    return "Linux";
  }

  private void renewForever() {
    try {
      for (int round = 0; true; round++) {
        renew();
        if (round % STATUS_EVERY == 0) {
          report();
        }
        Thread.sleep(RENEWAL);
      }
    } catch (InterruptedException e) {
      // The node goes.
    }
  }

  /**
   * How the machine is now, and which images are here: the largest first, as a kubelet lists them.
   */
  private void report() {
    try {
      var health = NodeHealth.measure(directory);
      List<PodImages.Stored> stored =
          images.stored().stream()
              .sorted(Comparator.comparingLong(PodImages.Stored::bytes).reversed())
              .limit(MOST_IMAGES)
              .toList();
      cluster.editStatus(
          ResourceType.NODES,
          ObjectName.cluster(name),
          tree -> {
            ObjectNode status = tree.withObject("/status");
            health.write(status.withArray("/conditions"), now());
            ArrayNode all = status.putArray("images");
            for (PodImages.Stored image : stored) {
              ObjectNode one = all.addObject();
              image.names().forEach(one.putArray("names")::add);
              one.put("sizeBytes", image.bytes());
            }
          },
          BY);
    } catch (IOException | RuntimeException e) {
      // Whatever it was: the lease has to be renewed.
      LOG.log(System.Logger.Level.WARNING, "the node cannot report", e);
    }
  }

  private void renew() {
    var lease = new ObjectName("kube-node-lease", name);
    try {
      if (cluster.find(ResourceType.LEASES, lease).isEmpty()) {
        KubeObject fresh =
            KubeObject.create(ResourceType.LEASES.groupVersionKind(), lease, this::fillLease);
        cluster.create(ResourceType.LEASES, fresh, BY);
      } else {
        cluster.edit(ResourceType.LEASES, lease, this::fillLease, BY);
      }
    } catch (SlipwayException | ApiException e) {
      LOG.log(System.Logger.Level.WARNING, "the node lease was refused: {0}", e.getMessage());
    }
  }

  private void fillLease(ObjectNode tree) {
    tree.withObject("/spec")
        .put("holderIdentity", name)
        .put("leaseDurationSeconds", LEASE_SECONDS)
        .put("renewTime", Timestamps.micros(now()));
  }

  @Override
  public void close() {
    renewal.interrupt();
    try {
      renewal.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
