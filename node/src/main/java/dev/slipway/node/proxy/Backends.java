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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The ready pods behind each Service port, as the EndpointSlices say, and which one is next. */
final class Backends implements AutoCloseable {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final String VERSION_LABEL = "pod-template-hash";

  private final Cluster cluster;
  private final Traffic traffic;
  private final Informer slices;
  private final Successors successors;
  private final Map<ObjectName, Map<String, Members>> members = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * The pods behind a port.
   *
   * @param leaving those that were ready and are to end
   */
  private record Members(List<Backend> ready, List<Backend> leaving) {
    static final Members NONE = new Members(List.of(), List.of());
  }

  private Backends(Cluster cluster, Traffic traffic) {
    this.cluster = cluster;
    this.traffic = traffic;
    this.successors = new Successors(cluster);
    this.slices =
        Informer.of(cluster, ResourceType.ENDPOINT_SLICES)
            .handler(Informer.Handler.ofAny(slice -> refresh(service(slice))))
            .start();
  }

  static Backends start(Cluster cluster, Traffic traffic) throws InterruptedException {
    var backends = new Backends(cluster, traffic);
    backends.slices.awaitSynced();
    traffic.indispensable(backends::isIndispensable);
    return backends;
  }

  private static ObjectName service(KubeObject slice) {
    return new ObjectName(slice.namespace(), slice.labels().getOrDefault(SERVICE_LABEL, ""));
  }

  /** Runs on the informer's thread only, and reads what the cluster has by then. */
  private void refresh(ObjectName service) {
    var ready = new HashMap<String, Set<Backend>>();
    var leaving = new HashMap<String, Set<Backend>>();
    var own = LabelSelector.ofLabels(Map.of(SERVICE_LABEL, service.name()));
    var selection = Selection.namespace(service.namespace()).with(own);
    for (KubeObject slice : cluster.list(ResourceType.ENDPOINT_SLICES, selection).items()) {
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        Optional<KubeObject> pod = pod(service.namespace(), endpoint);
        switch (phase(endpoint, pod)) {
          case READY -> add(ready, slice, endpoint, pod);
          case LEAVING -> add(leaving, slice, endpoint, pod);
          case UNREADY -> {
            // Nobody is sent there.
          }
        }
      }
    }
    var result = new HashMap<String, Members>();
    var ports = new HashSet<>(ready.keySet());
    ports.addAll(leaving.keySet());
    for (String port : ports) {
      result.put(
          port,
          new Members(
              List.copyOf(ready.getOrDefault(port, Set.of())),
              List.copyOf(leaving.getOrDefault(port, Set.of()))));
    }
    members.put(service, result);
  }

  private enum Phase {
    READY,
    UNREADY,
    /** Was ready, and is to end. */
    LEAVING
  }

  /**
   * That a pod is being deleted the slice need not know yet: a process may have been killed between
   * the two writes.
   */
  private static Phase phase(JsonNode endpoint, Optional<KubeObject> pod) {
    JsonNode conditions = endpoint.path("conditions");
    // Absent means ready (EndpointSlice API).
    boolean ready = conditions.path("ready").asBoolean(true);
    boolean leaves =
        pod.filter(KubeObject::isBeingDeleted).isPresent()
            || conditions.path("terminating").asBoolean(false);
    if (leaves) {
      return conditions.path("serving").asBoolean(ready) ? Phase.LEAVING : Phase.UNREADY;
    }
    return ready ? Phase.READY : Phase.UNREADY;
  }

  private Optional<KubeObject> pod(String namespace, JsonNode endpoint) {
    String name = endpoint.path("targetRef").path("name").asString("");
    return cluster.find(ResourceType.PODS, new ObjectName(namespace, name));
  }

  private static void add(
      Map<String, Set<Backend>> byPort,
      KubeObject slice,
      JsonNode endpoint,
      Optional<KubeObject> pod) {
    String address = endpoint.path("addresses").path(0).asString("");
    String version = pod.map(p -> p.labels().getOrDefault(VERSION_LABEL, "")).orElse("");
    for (JsonNode port : slice.tree().path("ports")) {
      byPort
          .computeIfAbsent(
              port.path("name").asString(""),
              n -> new TreeSet<>(Comparator.comparing(Backend::toString)))
          .add(new Backend(address, port.path("port").asInt(0), version));
    }
  }

  private Members members(ObjectName service, String port) {
    return members.getOrDefault(service, Map.of()).getOrDefault(port, Members.NONE);
  }

  /**
   * Whether a pod that is to end is the last of some Service, and others are on their way. Requests
   * go on coming, and would find nobody.
   */
  private boolean isIndispensable(String address) {
    boolean last =
        members.values().stream()
            .flatMap(byPort -> byPort.values().stream())
            .anyMatch(m -> isLast(m, address));
    return last && successors.areComing(address);
  }

  private boolean isLast(Members all, String address) {
    boolean others =
        all.ready().stream()
            .anyMatch(b -> !b.address().equals(address) && !traffic.isDraining(b.address()));
    return !others
        && Stream.concat(all.ready().stream(), all.leaving().stream())
            .anyMatch(b -> b.address().equals(address));
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

  /** Those that stay; where there are none, those that are to end and still serve. */
  private List<Backend> usable(ObjectName service, String port, Set<Backend> tried) {
    Members all = members(service, port);
    List<Backend> staying =
        all.ready().stream()
            .filter(b -> !tried.contains(b) && !traffic.isDraining(b.address()))
            .toList();
    if (!staying.isEmpty()) {
      return staying;
    }
    return Stream.concat(all.ready().stream(), all.leaving().stream())
        .filter(b -> !tried.contains(b) && !traffic.isClosed(b.address()))
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
