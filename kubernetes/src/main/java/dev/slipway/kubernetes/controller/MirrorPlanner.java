package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Decides the EndpointSlices that repeat Endpoints written by hand. */
final class MirrorPlanner {
  static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  /** How many addresses of one subset are repeated. */
  private static final int MOST = 1000;

  /** One slice has one kind of addresses and one list of ports. */
  private record Shape(String addressType, ArrayNode ports) {}

  private final KubeObject endpoints;
  private final Map<Shape, Map<String, ObjectNode>> wanted = new LinkedHashMap<>();
  private final List<Action> actions = new ArrayList<>();

  private MirrorPlanner(KubeObject endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * @param endpoints to be repeated; empty when there are none, or none that should be
   * @param slices made here before
   */
  static List<Action> plan(Optional<KubeObject> endpoints, List<KubeObject> slices) {
    if (endpoints.isEmpty()) {
      return slices.stream().<Action>map(Action.Delete::new).toList();
    }
    var planner = new MirrorPlanner(endpoints.get());
    int skipped = 0;
    for (JsonNode subset : endpoints.get().tree().path("subsets")) {
      skipped += planner.add(subset);
    }
    planner.planSlices(slices);
    if (skipped > 0 && !planner.actions.isEmpty()) {
      planner.actions.add(
          new Action.Emit(
              endpoints.get(),
              Severity.WARNING,
              "TooManyAddressesToMirror",
              "A max of %d addresses can be mirrored to EndpointSlices per Endpoints subset. %d addresses were skipped"
                  .formatted(MOST, skipped)));
    }
    return List.copyOf(planner.actions);
  }

  /** Takes over a subset; answers how many of its addresses are too many. */
  private int add(JsonNode subset) {
    ArrayNode ports = ports(subset.path("ports"));
    int left = MOST;
    int skipped = 0;
    for (String list : List.of("addresses", "notReadyAddresses")) {
      for (JsonNode address : subset.path(list)) {
        if (left == 0) {
          skipped++;
          continue;
        }
        left--;
        String ip = address.path("ip").asString("");
        var shape = new Shape(ip.contains(":") ? "IPv6" : "IPv4", ports);
        wanted
            .computeIfAbsent(shape, s -> new LinkedHashMap<>())
            .putIfAbsent(ip, endpoint(address, list.equals("addresses")));
      }
    }
    return skipped;
  }

  /** Slices name every port, if by an empty text. */
  private static ArrayNode ports(JsonNode given) {
    ArrayNode ports = JsonNodeFactory.instance.arrayNode();
    for (JsonNode port : given) {
      ObjectNode entry = ports.addObject().put("name", port.path("name").asString(""));
      entry.set("port", port.path("port"));
      entry.put("protocol", port.path("protocol").asString("TCP"));
      if (port.has("appProtocol")) {
        entry.set("appProtocol", port.path("appProtocol"));
      }
    }
    return ports;
  }

  private static ObjectNode endpoint(JsonNode address, boolean ready) {
    ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
    endpoint.putArray("addresses").add(address.path("ip").asString(""));
    endpoint.putObject("conditions").put("ready", ready);
    for (String field : List.of("hostname", "nodeName", "targetRef")) {
      if (address.has(field)) {
        endpoint.set(field, address.path(field));
      }
    }
    return endpoint;
  }

  private void planSlices(List<KubeObject> slices) {
    var unused = new ArrayList<>(slices);
    wanted.forEach((shape, byAddress) -> {
      Optional<KubeObject> existing =
          unused.stream()
              .filter(s -> s.at("/addressType").asString("").equals(shape.addressType()))
              .filter(s -> s.at("/ports").equals(shape.ports()))
              .findFirst();
      existing.ifPresent(unused::remove);
      KubeObject slice =
          existing
              .orElseGet(() -> blank(shape.addressType()))
              .edited(tree -> fill(tree, shape, List.copyOf(byAddress.values())));
      if (existing.isEmpty()) {
        actions.add(new Action.Create(slice));
      } else if (!slice.equals(existing.get())) {
        actions.add(new Action.Update(slice));
      }
    });
    unused.forEach(slice -> actions.add(new Action.Delete(slice)));
  }

  private void fill(ObjectNode tree, Shape shape, List<ObjectNode> members) {
    ArrayNode all = tree.putArray("endpoints");
    members.forEach(all::add);
    tree.set("ports", shape.ports());
    ObjectNode labels = tree.withObject("/metadata").putObject("labels");
    endpoints.labels().forEach(labels::put);
    labels.put(EndpointsPlanner.SERVICE_LABEL, endpoints.name());
    labels.put(EndpointsPlanner.MANAGED_BY, MANAGER);
  }

  private KubeObject blank(String addressType) {
    return KubeObject.create(
        ResourceType.ENDPOINT_SLICES.groupVersionKind(),
        new ObjectName(endpoints.namespace(), ""),
        tree -> {
          ObjectNode metadata = tree.withObject("/metadata");
          metadata.remove("name");
          metadata.put("generateName", endpoints.name() + "-");
          Owners.control(tree, endpoints);
          tree.put("addressType", addressType);
        });
  }
}
