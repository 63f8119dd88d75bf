package dev.slipway.node;

import dev.slipway.base.SlipwayException;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Node object and its lease: what this machine has, and that it is alive. */
final class NodeObject implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NodeObject.class.getName());
  private static final WriteOptions BY = WriteOptions.by("kubelet");
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final int LEASE_SECONDS = 40;
  private static final int MOST_PODS = 110;

  private final Cluster cluster;
  private final String name;
  private final String address;
  private final Path directory;
  private final Thread renewal;

  private NodeObject(Cluster cluster, String name, String address, Path directory) {
    this.directory = directory;
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
  static NodeObject start(Cluster cluster, String name, String address, Path directory)
      throws IOException {
    var node = new NodeObject(cluster, name, address, directory);
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
                ObjectNode labels = tree.withObject("/metadata").putObject("labels");
                labels.put("kubernetes.io/hostname", name);
                labels.put("kubernetes.io/os", "linux").put("kubernetes.io/arch", architecture());
                tree.putObject("spec");
              });
      cluster.create(ResourceType.NODES, blank, BY);
    }
    long memory = memoryKiB();
    long storage = Files.getFileStore(directory).getTotalSpace() / 1024;
    cluster.editStatus(
        ResourceType.NODES, object, tree -> fill(tree.withObject("/status"), memory, storage), BY);
  }

  private void fill(ObjectNode status, long memory, long storage) {
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
        .put("machineID", "")
        .put("systemUUID", "")
        .put("bootID", "");
    String since = readySince(status).orElseGet(() -> Timestamps.seconds(now()));
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("lastHeartbeatTime", Timestamps.seconds(now()))
        .put("lastTransitionTime", since)
        .put("reason", "KubeletReady")
        .put("message", "the node runs pods");
  }

  private static Optional<String> readySince(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return Optional.of(condition.path("lastTransitionTime").asString(""));
      }
    }
    return Optional.empty();
  }

  private Instant now() {
    return cluster.clock().instant();
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "");
    return name.equals("aarch64") ? "arm64" : name;
  }

  private static long memoryKiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("/proc/meminfo does not say how much memory there is");
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
      while (true) {
        renew();
        Thread.sleep(RENEWAL);
      }
    } catch (InterruptedException e) {
      // The node goes.
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
