package dev.slipway.kubernetes;

import dev.slipway.kubernetes.ApiException.Cause;
import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives Services their ClusterIP and node ports, from what the stored Services leave free.
 *
 * <p>The caller holds a lock from here until the Service is stored.
 */
final class ServiceAddresses {
  private static final String INVALID = "FieldValueInvalid";
  private final ClusterSettings settings;
  private final AddressRange range;

  ServiceAddresses(ClusterSettings settings) {
    this.settings = settings;
    this.range = AddressRange.parse(settings.serviceRange());
  }

  /**
   * What an update leaves out or leaves as it was, as its type wants it: a client that says nothing
   * of the address means to keep it, one that changes the type need not take back what belonged to
   * the old one.
   */
  static void keep(ObjectNode tree, KubeObject old) {
    ObjectNode spec = tree.withObject("/spec");
    String type = spec.path("type").asString("");
    if (!type.equals("ExternalName") && spec.path("clusterIP").asString("").isEmpty()) {
      String address = old.spec().path("clusterIP").asString("");
      if (!address.isEmpty()) {
        spec.put("clusterIP", address);
      }
    }
    boolean open = type.equals("NodePort") || type.equals("LoadBalancer");
    if (!open) {
      dropSame(spec, old, "externalTrafficPolicy");
      dropSame(spec, old, "healthCheckNodePort");
    }
    if (!type.equals("LoadBalancer")) {
      dropSame(spec, old, "allocateLoadBalancerNodePorts");
      dropSame(spec, old, "loadBalancerClass");
    }
    if (type.equals("ExternalName")) {
      List.of("clusterIP", "clusterIPs", "internalTrafficPolicy")
          .forEach(f -> dropSame(spec, old, f));
    }
    if (spec.path("sessionAffinity").asString("").equals("None")) {
      dropSame(spec, old, "sessionAffinityConfig");
    }
  }

  private static void dropSame(ObjectNode spec, KubeObject old, String field) {
    if (spec.has(field) && spec.get(field).equals(old.spec().get(field))) {
      spec.remove(field);
    }
  }

  /** Completes the service in {@code tree}; {@code others} are all services but this one. */
  void allocate(ObjectNode tree, List<KubeObject> others) {
    ObjectNode spec = tree.withObject("/spec");
    String type = spec.path("type").asString("ClusterIP");
    if (type.equals("ExternalName")) {
      spec.remove(List.of("clusterIP", "clusterIPs"));
      return;
    }
    var problems = new ArrayList<Cause>();
    if (isApi(tree)) {
      spec.put("clusterIP", range.ofApi()).putArray("clusterIPs").add(range.ofApi());
    } else {
      allocateAddress(spec, others, problems);
    }
    allocatePorts(spec, type, others, problems);
    if (!problems.isEmpty()) {
      KubeObject service = KubeObject.of(tree);
      throw ApiException.invalid(
          ResourceType.SERVICES.groupVersionKind(), service.name(), problems);
    }
  }

  /** The API's own Service always has the first address: certificates name it. */
  private boolean isApi(ObjectNode tree) {
    return settings.api().isPresent()
        && KubeObject.of(tree).objectName().equals(ClusterSettings.API_SERVICE);
  }

  private void allocateAddress(ObjectNode spec, List<KubeObject> others, List<Cause> problems) {
    String wanted = spec.path("clusterIP").asString("");
    if (wanted.isEmpty()) {
      wanted = spec.path("clusterIPs").path(0).asString("");
    }
    if (wanted.isEmpty()) {
      wanted = range.pick(usedAddresses(others), settings.random());
    } else if (!wanted.equals("None")) {
      checkAddress(wanted, others, problems);
    }
    spec.put("clusterIP", wanted);
    spec.putArray("clusterIPs").add(wanted);
  }

  private void checkAddress(String wanted, List<KubeObject> others, List<Cause> problems) {
    String head = "Invalid value: []string{\"" + wanted + "\"}: failed to allocate IP " + wanted;
    if (!range.contains(wanted)) {
      problems.add(
          new Cause(
              INVALID,
              head
                  + ": the provided IP ("
                  + wanted
                  + ") is not in the valid range. The range of valid IPs is "
                  + settings.serviceRange(),
              "spec.clusterIPs"));
    } else if (usedAddresses(others).contains(wanted)) {
      problems.add(
          new Cause(INVALID, head + ": provided IP is already allocated", "spec.clusterIPs"));
    }
  }

  private void allocatePorts(
      ObjectNode spec, String type, List<KubeObject> others, List<Cause> problems) {
    boolean wants =
        type.equals("NodePort")
            || (type.equals("LoadBalancer")
                && spec.path("allocateLoadBalancerNodePorts").asBoolean(true));
    Set<Integer> used = usedPorts(others);
    int index = 0;
    for (JsonNode item : spec.path("ports")) {
      var port = (ObjectNode) item;
      int wanted = port.path("nodePort").asInt(0);
      if (!wants && type.equals("ClusterIP")) {
        port.remove("nodePort");
      } else if (wanted != 0) {
        checkPort(wanted, used, "spec.ports[" + index + "].nodePort", problems);
        used.add(wanted);
      } else if (wants) {
        int free = freePort(used);
        used.add(free);
        port.put("nodePort", free);
      }
      index++;
    }
  }

  private void checkPort(int wanted, Set<Integer> used, String field, List<Cause> problems) {
    if (wanted < settings.firstNodePort() || wanted > settings.lastNodePort()) {
      problems.add(
          new Cause(
              INVALID,
              "Invalid value: "
                  + wanted
                  + ": provided port is not in the valid range. The range of valid ports is "
                  + settings.firstNodePort()
                  + "-"
                  + settings.lastNodePort(),
              field));
    } else if (used.contains(wanted)) {
      problems.add(
          new Cause(
              INVALID, "Invalid value: " + wanted + ": provided port is already allocated", field));
    }
  }

  private int freePort(Set<Integer> used) {
    int count = settings.lastNodePort() - settings.firstNodePort() + 1;
    int start = settings.random().nextInt(count);
    for (int i = 0; i < count; i++) {
      int port = settings.firstNodePort() + (start + i) % count;
      if (!used.contains(port)) {
        return port;
      }
    }
    throw ApiException.internal("failed to allocate a nodePort: range is full");
  }

  private Set<String> usedAddresses(List<KubeObject> services) {
    var used = new HashSet<String>();
    used.add(range.ofNames());
    if (settings.api().isPresent()) {
      used.add(range.ofApi());
    }
    services.forEach(s -> used.add(s.spec().path("clusterIP").asString("")));
    return used;
  }

  private static Set<Integer> usedPorts(List<KubeObject> services) {
    var used = new HashSet<Integer>();
    for (KubeObject service : services) {
      for (JsonNode port : service.spec().path("ports")) {
        used.add(port.path("nodePort").asInt(0));
      }
    }
    return used;
  }
}
