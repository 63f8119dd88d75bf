package dev.slipway.node.proxy;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The ready pods behind each Service port, as the EndpointSlices say, and which one is next. */
final class Backends implements AutoCloseable {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final String VERSION_LABEL = "pod-template-hash";

  private final Cluster cluster;
  private final Traffic traffic;
  private final Informer slices;
  private final Map<ObjectName, Map<String, List<Backend>>> ready = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  private Backends(Cluster cluster, Traffic traffic) {
    this.cluster = cluster;
    this.traffic = traffic;
    this.slices =
        Informer.of(cluster, ResourceType.ENDPOINT_SLICES)
            .handler(Informer.Handler.ofAny(slice -> refresh(service(slice))))
            .start();
  }

  static Backends start(Cluster cluster, Traffic traffic) throws InterruptedException {
    var backends = new Backends(cluster, traffic);
    backends.slices.awaitSynced();
    return backends;
  }

  private static ObjectName service(KubeObject slice) {
    return new ObjectName(slice.namespace(), slice.labels().getOrDefault(SERVICE_LABEL, ""));
  }

  /** Runs on the informer's thread only, and reads what the cluster has by then. */
  private void refresh(ObjectName service) {
    var byPort = new HashMap<String, Set<Backend>>();
    var own = LabelSelector.ofLabels(Map.of(SERVICE_LABEL, service.name()));
    var selection = Selection.namespace(service.namespace()).with(own);
    for (KubeObject slice : cluster.list(ResourceType.ENDPOINT_SLICES, selection).items()) {
      for (JsonNode port : slice.tree().path("ports")) {
        Set<Backend> all =
            byPort.computeIfAbsent(
                port.path("name").asString(""),
                n -> new TreeSet<>(Comparator.comparing(Backend::toString)));
        for (JsonNode endpoint : slice.tree().path("endpoints")) {
          // Absent means ready (EndpointSlice API).
          if (endpoint.path("conditions").path("ready").asBoolean(true)) {
            backend(service.namespace(), endpoint, port.path("port").asInt(0)).ifPresent(all::add);
          }
        }
      }
    }
    var result = new HashMap<String, List<Backend>>();
    byPort.forEach((name, all) -> result.put(name, List.copyOf(all)));
    ready.put(service, result);
  }

  /**
   * An endpoint; empty when its pod is being deleted, which the slice need not know yet: a process
   * may have been killed between the two writes.
   */
  private Optional<Backend> backend(String namespace, JsonNode endpoint, int port) {
    String name = endpoint.path("targetRef").path("name").asString("");
    Optional<KubeObject> pod = cluster.find(ResourceType.PODS, new ObjectName(namespace, name));
    if (pod.filter(KubeObject::isBeingDeleted).isPresent()) {
      return Optional.empty();
    }
    String version = pod.map(p -> p.labels().getOrDefault(VERSION_LABEL, "")).orElse("");
    return Optional.of(new Backend(endpoint.path("addresses").path(0).asString(""), port, version));
  }

  /** The ready pods behind a port of a Service, by the port's name. */
  List<Backend> ready(ObjectName service, String port) {
    return ready.getOrDefault(service, Map.of()).getOrDefault(port, List.of());
  }

  /** The pod that serves next: the least busy, in turn; not one that was tried or drains. */
  Optional<Backend> next(ObjectName service, String port, Set<Backend> tried) {
    List<Backend> candidates = usable(service, port, tried);
    int start = Math.floorMod(turn.getAndIncrement(), Math.max(1, candidates.size()));
    Optional<Backend> best = Optional.empty();
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < candidates.size(); i++) {
      Backend candidate = candidates.get((start + i) % candidates.size());
      int count = traffic.count(candidate.address());
      if (count < least) {
        least = count;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /** The pod that always serves this client, while it is there (session affinity). */
  Optional<Backend> forClient(
      ObjectName service, String port, InetAddress client, Set<Backend> tried) {
    return usable(service, port, tried).stream()
        .max(Comparator.comparingInt(b -> (client.getHostAddress() + b.address()).hashCode()));
  }

  private List<Backend> usable(ObjectName service, String port, Set<Backend> tried) {
    return ready(service, port).stream()
        .filter(b -> !tried.contains(b) && !traffic.isDraining(b.address()))
        .toList();
  }

  /** A set to note tries in. */
  static Set<Backend> untried() {
    return new LinkedHashSet<>();
  }

  @Override
  public void close() {
    slices.close();
  }
}
