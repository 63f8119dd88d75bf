package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides the EndpointSlices and the Endpoints of one Service with a selector.
 *
 * <p>Pods whose named ports mean different numbers go into different slices, as a slice has one
 * list of ports; a slice holds at most 100 endpoints.
 */
final class EndpointsPlanner {
  static final String SERVICE_LABEL = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final int SLICE_LIMIT = 100;

  /** How many addresses Endpoints have at most, and what says that there are more. */
  private static final int ADDRESS_LIMIT = 1000;

  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  /**
   * What the planner may know.
   *
   * @param pods the pods of the Service's namespace
   * @param slices the slices this controller made for the Service
   */
  record Snapshot(
      KubeObject service,
      List<KubeObject> pods,
      List<KubeObject> slices,
      Optional<KubeObject> endpoints) {}

  private final Snapshot snapshot;
  private final List<Action> actions = new ArrayList<>();

  private EndpointsPlanner(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  static List<Action> plan(Snapshot snapshot) {
    var planner = new EndpointsPlanner(snapshot);
    Map<ArrayNode, List<KubeObject>> byPorts = planner.members();
    planner.planSlices(byPorts);
    planner.planEndpoints(byPorts);
    return List.copyOf(planner.actions);
  }

  /** The selected pods that have an address, by what the Service's ports mean for them. */
  private Map<ArrayNode, List<KubeObject>> members() {
    var selector =
        LabelSelector.ofLabels(KubeObject.strings(snapshot.service().spec().path("selector")));
    var byPorts = new LinkedHashMap<ArrayNode, List<KubeObject>>();
    snapshot.pods().stream()
        .filter(p -> selector.matches(p.labels()))
        .filter(p -> !new PodView(p).isFinished() && !ip(p).isEmpty())
        .sorted(Comparator.comparing(KubeObject::name))
        .forEach(p -> byPorts.computeIfAbsent(ports(p), k -> new ArrayList<>()).add(p));
    return byPorts;
  }

  private static String ip(KubeObject pod) {
    return pod.status().path("podIP").asString("");
  }

  private ArrayNode ports(KubeObject pod) {
    ArrayNode ports = JsonNodeFactory.instance.arrayNode();
    for (JsonNode port : snapshot.service().spec().path("ports")) {
      String protocol = port.path("protocol").asString("TCP");
      int number = number(port, pod, protocol);
      if (number > 0) {
        ObjectNode entry = ports.addObject();
        entry.put("name", port.path("name").asString("")).put("port", number);
        entry.put("protocol", protocol);
        if (port.has("appProtocol")) {
          entry.set("appProtocol", port.path("appProtocol"));
        }
      }
    }
    return ports;
  }

  /** The number a target port means in this pod; 0 when it has no port of that name. */
  private static int number(JsonNode port, KubeObject pod, String protocol) {
    JsonNode target = port.path("targetPort");
    if (target.isNumber()) {
      return target.asInt(0);
    }
    if (target.isMissingNode()) {
      return port.path("port").asInt(0);
    }
    for (JsonNode container : pod.spec().path("containers")) {
      for (JsonNode declared : container.path("ports")) {
        if (declared.path("name").asString("").equals(target.asString(""))
            && declared.path("protocol").asString("TCP").equals(protocol)) {
          return declared.path("containerPort").asInt(0);
        }
      }
    }
    return 0;
  }

  private boolean isServing(KubeObject pod) {
    return new PodView(pod).isReady();
  }

  private boolean isReady(KubeObject pod) {
    boolean unready = snapshot.service().spec().path("publishNotReadyAddresses").asBoolean(false);
    return unready || (isServing(pod) && !pod.isBeingDeleted());
  }

  private void planSlices(Map<ArrayNode, List<KubeObject>> byPorts) {
    var unused = new ArrayList<>(snapshot.slices());
    byPorts.forEach((ports, pods) -> {
      for (int from = 0; from < pods.size(); from += SLICE_LIMIT) {
        List<KubeObject> chunk = pods.subList(from, Math.min(pods.size(), from + SLICE_LIMIT));
        ArrayNode endpoints = JsonNodeFactory.instance.arrayNode();
        chunk.forEach(pod -> endpoints.add(endpoint(pod)));
        planSlice(takeBest(unused, ports), endpoints, ports);
      }
    });
    if (byPorts.isEmpty()) {
      ArrayNode none = JsonNodeFactory.instance.arrayNode();
      planSlice(takeBest(unused, none), none, none);
    }
    unused.forEach(slice -> actions.add(new Action.Delete(slice)));
  }

  private static Optional<KubeObject> takeBest(List<KubeObject> unused, ArrayNode ports) {
    Optional<KubeObject> best =
        unused.stream()
            .filter(s -> s.tree().path("ports").equals(ports))
            .findFirst()
            .or(() -> unused.stream().findFirst());
    best.ifPresent(unused::remove);
    return best;
  }

  private void planSlice(Optional<KubeObject> existing, ArrayNode endpoints, ArrayNode ports) {
    KubeObject wanted =
        existing
            .orElseGet(this::blankSlice)
            .edited(tree -> {
              tree.set("endpoints", endpoints);
              tree.set("ports", ports);
              label(tree).put(SERVICE_LABEL, snapshot.service().name()).put(MANAGED_BY, MANAGER);
            });
    if (existing.isEmpty()) {
      actions.add(new Action.Create(wanted));
    } else if (!wanted.equals(existing.get())) {
      actions.add(new Action.Update(wanted));
    }
  }

  private KubeObject blankSlice() {
    KubeObject service = snapshot.service();
    return KubeObject.create(
        ResourceType.ENDPOINT_SLICES.groupVersionKind(),
        new ObjectName(service.namespace(), ""),
        tree -> {
          ObjectNode metadata = tree.withObject("/metadata");
          metadata.remove("name");
          metadata.put("generateName", service.name() + "-");
          Owners.control(tree, service);
          tree.put("addressType", "IPv4");
        });
  }

  /** Gives an object the Service's labels, and no others; answers them. */
  private ObjectNode label(ObjectNode tree) {
    ObjectNode labels = tree.withObject("/metadata").putObject("labels");
    snapshot.service().labels().forEach(labels::put);
    if (snapshot.service().spec().path("clusterIP").asString("").equals("None")) {
      labels.put("service.kubernetes.io/headless", "");
    }
    return labels;
  }

  private ObjectNode endpoint(KubeObject pod) {
    ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
    endpoint.putArray("addresses").add(ip(pod));
    ObjectNode conditions = endpoint.putObject("conditions");
    conditions.put("ready", isReady(pod)).put("serving", isServing(pod));
    conditions.put("terminating", pod.isBeingDeleted());
    String hostname = pod.spec().path("hostname").asString("");
    boolean inSubdomain =
        pod.spec().path("subdomain").asString("").equals(snapshot.service().name());
    if (!hostname.isEmpty() && inSubdomain) {
      endpoint.put("hostname", hostname);
    }
    endpoint.put("nodeName", pod.spec().path("nodeName").asString(""));
    endpoint.set("targetRef", target(pod));
    return endpoint;
  }

  private static ObjectNode target(KubeObject pod) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", "Pod")
        .put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("uid", pod.uid());
  }

  private void planEndpoints(Map<ArrayNode, List<KubeObject>> byPorts) {
    ArrayNode subsets = JsonNodeFactory.instance.arrayNode();
    var all = byPorts.values().stream().flatMap(List::stream).toList();
    List<KubeObject> kept = kept(all);
    boolean tooMany = kept.size() < all.stream().filter(this::isListed).count();
    var shown = new HashSet<>(kept);
    byPorts.forEach((ports, pods) -> {
      ObjectNode subset = JsonNodeFactory.instance.objectNode();
      for (KubeObject pod : pods) {
        if (shown.contains(pod)) {
          String list = isReady(pod) ? "/addresses" : "/notReadyAddresses";
          subset.withArray(list).add(address(pod));
        }
      }
      if (!subset.isEmpty()) {
        subset.set("ports", namesDropped(ports));
        subsets.add(subset);
      }
    });
    KubeObject wanted =
        snapshot
            .endpoints()
            .orElseGet(this::blankEndpoints)
            .edited(tree -> {
              if (subsets.isEmpty()) {
                tree.remove("subsets");
              } else {
                tree.set("subsets", subsets);
              }
              label(tree).put("endpoints.kubernetes.io/managed-by", "endpoint-controller");
              if (tooMany) {
                tree.withObject("/metadata/annotations").put(OVER_CAPACITY, "truncated");
              } else if (tree.at("/metadata/annotations").has(OVER_CAPACITY)) {
                tree.withObject("/metadata/annotations").remove(OVER_CAPACITY);
              }
            });
    if (snapshot.endpoints().isEmpty()) {
      actions.add(new Action.Create(wanted));
    } else if (!wanted.equals(snapshot.endpoints().get())) {
      actions.add(new Action.Update(wanted));
    }
  }

  /** Whether Endpoints have a place for the pod at all. */
  private boolean isListed(KubeObject pod) {
    return isReady(pod) || !pod.isBeingDeleted();
  }

  /** As many as one object may hold, those that are ready first. */
  private List<KubeObject> kept(List<KubeObject> all) {
    return all.stream()
        .filter(this::isListed)
        .sorted(Comparator.comparingInt(p -> isReady(p) ? 0 : 1))
        .limit(ADDRESS_LIMIT)
        .toList();
  }

  /** Endpoints leave an empty port name out where slices keep it. */
  private static ArrayNode namesDropped(ArrayNode ports) {
    ArrayNode copy = ports.deepCopy();
    for (JsonNode port : copy) {
      if (port instanceof ObjectNode entry && entry.path("name").asString("").isEmpty()) {
        entry.remove("name");
      }
    }
    return copy;
  }

  private static ObjectNode address(KubeObject pod) {
    ObjectNode address = JsonNodeFactory.instance.objectNode().put("ip", ip(pod));
    address.put("nodeName", pod.spec().path("nodeName").asString(""));
    address.set("targetRef", target(pod));
    return address;
  }

  private KubeObject blankEndpoints() {
    KubeObject service = snapshot.service();
    return KubeObject.create(
        ResourceType.ENDPOINTS.groupVersionKind(), service.objectName(), tree -> {});
  }
}
