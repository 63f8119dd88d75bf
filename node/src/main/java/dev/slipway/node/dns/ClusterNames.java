package dev.slipway.node.dns;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.dns.Answer.Resource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The names of a cluster's Services and pods, by Kubernetes' DNS specification: {@code
 * SERVICE.NAMESPACE.svc.cluster.local} and what is below it, {@code
 * 10-1-2-3.NAMESPACE.pod.cluster.local}, and the names of Services' addresses.
 */
final class ClusterNames {
  static final String ZONE = "cluster.local";
  private static final List<String> ZONE_LABELS = List.of("cluster", "local");
  private static final List<String> REVERSE = List.of("in-addr", "arpa");
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  /** Addresses of names of the world outside. */
  @FunctionalInterface
  interface Outside {
    /** IPv4 addresses; none when the name cannot be resolved. */
    List<String> addresses(String name);
  }

  private final Cluster cluster;
  private final Outside outside;

  ClusterNames(Cluster cluster, Outside outside) {
    this.cluster = cluster;
    this.outside = outside;
  }

  Answer answer(Question question) {
    List<String> labels = question.labels();
    if (question.queryClass() != Question.INTERNET) {
      return new Answer.Elsewhere();
    }
    if (endsWith(labels, REVERSE) && labels.size() == 6) {
      return pointer(question);
    }
    if (!endsWith(labels, ZONE_LABELS)) {
      return new Answer.Elsewhere();
    }
    List<String> inner = labels.subList(0, labels.size() - ZONE_LABELS.size());
    if (inner.isEmpty()) {
      return new Answer.Records(List.of());
    }
    return switch (inner.getLast()) {
      case "svc" -> services(question, inner.subList(0, inner.size() - 1));
      case "pod" -> pod(question, inner.subList(0, inner.size() - 1));
      default -> new Answer.NoSuchName();
    };
  }

  private static boolean endsWith(List<String> labels, List<String> end) {
    return labels.size() >= end.size()
        && labels.subList(labels.size() - end.size(), labels.size()).equals(end);
  }

  /** {@code [[_port._proto | host] . service .] namespace}. */
  private Answer services(Question question, List<String> path) {
    if (path.isEmpty()) {
      return new Answer.Records(List.of());
    }
    String namespace = path.getLast();
    if (path.size() == 1) {
      return cluster.find(ResourceType.NAMESPACES, ObjectName.cluster(namespace)).isPresent()
          ? new Answer.Records(List.of())
          : new Answer.NoSuchName();
    }
    var name = new ObjectName(namespace, path.get(path.size() - 2));
    Optional<KubeObject> service = cluster.find(ResourceType.SERVICES, name);
    if (service.isEmpty()) {
      return new Answer.NoSuchName();
    }
    List<String> below = path.subList(0, path.size() - 2);
    if (service.get().spec().path("type").asString("").equals("ExternalName")) {
      return below.isEmpty() ? external(question, service.get()) : new Answer.NoSuchName();
    }
    return switch (below.size()) {
      case 0 -> wanted(question, hosts(question.name(), service.get(), ""));
      case 1 -> existing(question, hosts(question.name(), service.get(), below.getFirst()));
      case 2 -> places(question, service.get(), below);
      default -> new Answer.NoSuchName();
    };
  }

  /** Resolvers of containers do not follow an alias: the addresses go with it. */
  private Answer external(Question question, KubeObject service) {
    String target = service.spec().path("externalName").asString("");
    var all = new ArrayList<Resource>();
    all.add(new Resource.Alias(question.name(), target));
    if (question.type() == Answer.A) {
      for (String address : targetAddresses(target)) {
        all.add(new Resource.Address(target, address));
      }
    }
    return new Answer.Records(all);
  }

  /** A name of this zone may itself be an alias, which is not followed: no circles. */
  private List<String> targetAddresses(String target) {
    List<String> labels = List.of(target.split("\\."));
    if (!endsWith(labels, ZONE_LABELS)) {
      return outside.addresses(target);
    }
    if (labels.size() != 5 || !labels.get(2).equals("svc")) {
      return List.of();
    }
    return cluster
        .find(ResourceType.SERVICES, new ObjectName(labels.get(1), labels.getFirst()))
        .map(service -> hosts(target, service, ""))
        .orElse(List.of())
        .stream()
        .flatMap(r -> r instanceof Resource.Address a ? Stream.of(a.address()) : Stream.of())
        .toList();
  }

  private static boolean isHeadless(KubeObject service) {
    return service.spec().path("clusterIP").asString("").equals("None");
  }

  private List<Resource> hosts(String asked, KubeObject service, String host) {
    if (!isHeadless(service)) {
      String address = service.spec().path("clusterIP").asString("");
      return host.isEmpty() && !address.isEmpty()
          ? List.of(new Resource.Address(asked, address))
          : List.of();
    }
    Set<Resource> all = new LinkedHashSet<>();
    for (JsonNode endpoint : endpoints(service)) {
      for (JsonNode address : endpoint.path("addresses")) {
        String text = address.asString("");
        if (host.isEmpty() || host.equals(label(endpoint, text))) {
          all.add(new Resource.Address(asked, text));
        }
      }
    }
    return List.copyOf(all);
  }

  /** An endpoint's own name below its Service: its pod's hostname, else its address. */
  private static String label(JsonNode endpoint, String address) {
    return endpoint.path("hostname").asString(address.replace('.', '-'));
  }

  private List<JsonNode> endpoints(KubeObject service) {
    return slices(service).stream().flatMap(slice -> ready(slice).stream()).toList();
  }

  private static List<JsonNode> ready(KubeObject slice) {
    return slice
        .tree()
        .path("endpoints")
        .valueStream()
        .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
        .toList();
  }

  private List<KubeObject> slices(KubeObject service) {
    var own = LabelSelector.ofLabels(Map.of(SERVICE_LABEL, service.name()));
    return cluster
        .list(ResourceType.ENDPOINT_SLICES, Selection.namespace(service.namespace()).with(own))
        .items();
  }

  /** {@code _port._proto}: where the port of that name is. */
  private Answer places(Question question, KubeObject service, List<String> below) {
    var found = new ArrayList<Resource>();
    String self = service.name() + "." + service.namespace() + ".svc." + ZONE;
    for (JsonNode port : service.spec().path("ports")) {
      String protocol = port.path("protocol").asString("TCP").toLowerCase(java.util.Locale.ROOT);
      if (below.equals(List.of("_" + port.path("name").asString(""), "_" + protocol))) {
        if (isHeadless(service)) {
          found.addAll(headlessPlaces(question.name(), service, port, self));
        } else {
          found.add(new Resource.Place(question.name(), port.path("port").asInt(0), self));
        }
      }
    }
    if (found.isEmpty()) {
      return new Answer.NoSuchName();
    }
    return new Answer.Records(question.type() == Answer.SRV ? found : List.of());
  }

  private List<Resource> headlessPlaces(
      String asked, KubeObject service, JsonNode servicePort, String self) {
    var found = new ArrayList<Resource>();
    String name = servicePort.path("name").asString("");
    for (KubeObject slice : slices(service)) {
      for (JsonNode port : slice.tree().path("ports")) {
        if (port.path("name").asString("").equals(name)) {
          for (JsonNode endpoint : ready(slice)) {
            String address = endpoint.path("addresses").path(0).asString("");
            String host = label(endpoint, address) + "." + self;
            found.add(new Resource.Place(asked, port.path("port").asInt(0), host));
          }
        }
      }
    }
    return found;
  }

  /** The address is in the name: {@code 10-1-2-3.namespace}. */
  private Answer pod(Question question, List<String> path) {
    boolean exists =
        path.size() == 2
            && path.getFirst().matches("[0-9]{1,3}(-[0-9]{1,3}){3}")
            && cluster
                .find(ResourceType.NAMESPACES, ObjectName.cluster(path.getLast()))
                .isPresent();
    if (!exists) {
      return new Answer.NoSuchName();
    }
    String address = path.getFirst().replace('-', '.');
    return wanted(question, List.of(new Resource.Address(question.name(), address)));
  }

  private Answer pointer(Question question) {
    List<String> reversed = question.labels().subList(0, 4).reversed();
    String address = String.join(".", reversed);
    for (KubeObject service : cluster.list(ResourceType.SERVICES, Selection.ALL).items()) {
      if (service.spec().path("clusterIP").asString("").equals(address)) {
        String host = service.name() + "." + service.namespace() + ".svc." + ZONE;
        return new Answer.Records(
            question.type() == Answer.PTR
                ? List.of(new Resource.Pointer(question.name(), host))
                : List.of());
      }
    }
    return new Answer.Elsewhere();
  }

  private static Answer existing(Question question, List<Resource> addresses) {
    return addresses.isEmpty() ? new Answer.NoSuchName() : wanted(question, addresses);
  }

  /** A name with addresses of the old kind alone has none of the other types. */
  private static Answer wanted(Question question, List<Resource> addresses) {
    return new Answer.Records(question.type() == Answer.A ? addresses : List.of());
  }
}
