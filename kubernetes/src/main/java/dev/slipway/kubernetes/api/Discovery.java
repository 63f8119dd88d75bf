package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.ResourceType.Trait;
import dev.slipway.manifest.GroupVersionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients what is served, in the three forms they negotiate. */
final class Discovery {
  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> PART_VERBS = List.of("get", "patch", "update");
  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

  /** A resource or subresource as discovery lists it. */
  private record Entry(
      String name,
      GroupVersionKind kind,
      ResourceType.Scope scope,
      String singular,
      List<String> verbs,
      List<String> shortNames,
      List<String> categories,
      List<Entry> parts) {}

  private Discovery() {}

  /** {@code /api} or {@code /apis}, aggregated when the client asks for that. */
  static Response root(Request request, Set<String> groups) {
    String accept = String.join(",", request.headers("Accept"));
    for (String item : accept.split(",")) {
      String type = item.strip();
      if (type.contains("as=APIGroupDiscoveryList")) {
        String version = type.contains("v=v2beta1") ? "v2beta1" : "v2";
        return Etags.document(request, type, Json.bytes(aggregated(groups, version)));
      }
      if (type.startsWith("application/json") || type.equals("*/*")) {
        break;
      }
    }
    ObjectNode plain = groups.contains("") ? apiVersions(request) : groupList(groups);
    return Etags.document(request, "application/json", Json.bytes(plain));
  }

  static Set<String> coreGroup() {
    return Set.of("");
  }

  static SequencedSet<String> namedGroups() {
    var groups = new LinkedHashSet<String>();
    ServedResource.ALL.forEach(r -> groups.add(r.kind().group()));
    ReviewResource.ALL.forEach(r -> groups.add(r.kind().group()));
    LaterKind.ALL.forEach(k -> groups.add(k.kind().group()));
    groups.add(MetricsHandler.GROUP);
    groups.remove("");
    return groups;
  }

  private static ObjectNode aggregated(Set<String> groups, String version) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", "APIGroupDiscoveryList");
    list.put("apiVersion", "apidiscovery.k8s.io/" + version);
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    for (String group : groups) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!group.isEmpty()) {
        metadata.put("name", group);
      }
      metadata.putNull("creationTimestamp");
      ArrayNode versions = item.putArray("versions");
      for (String v : versions(group)) {
        ObjectNode one = versions.addObject().put("version", v).put("freshness", "Current");
        ArrayNode resources = one.putArray("resources");
        entries(group, v).forEach(e -> aggregatedResource(e, resources.addObject()));
      }
    }
    return list;
  }

  private static void aggregatedResource(Entry entry, ObjectNode node) {
    node.put("resource", entry.name());
    kind(entry.kind(), node.putObject("responseKind"));
    node.put("scope", entry.scope() == ResourceType.Scope.NAMESPACED ? "Namespaced" : "Cluster");
    node.put("singularResource", entry.singular());
    strings(entry.verbs(), node.putArray("verbs"));
    if (!entry.shortNames().isEmpty()) {
      strings(entry.shortNames(), node.putArray("shortNames"));
    }
    if (!entry.categories().isEmpty()) {
      strings(entry.categories(), node.putArray("categories"));
    }
    if (!entry.parts().isEmpty()) {
      ArrayNode parts = node.putArray("subresources");
      for (Entry part : entry.parts()) {
        ObjectNode one = parts.addObject().put("subresource", part.name());
        kind(part.kind(), one.putObject("responseKind"));
        strings(part.verbs(), one.putArray("verbs"));
      }
    }
  }

  private static void kind(GroupVersionKind kind, ObjectNode node) {
    node.put("group", kind.group()).put("version", kind.version()).put("kind", kind.kind());
  }

  private static void strings(List<String> values, ArrayNode array) {
    values.forEach(array::add);
  }

  private static ObjectNode apiVersions(Request request) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("kind", "APIVersions");
    node.putArray("versions").add("v1");
    node.putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", request.authority());
    return node;
  }

  private static ObjectNode groupList(Set<String> groups) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode array = node.putArray("groups");
    groups.forEach(g -> group(g, array.addObject()));
    return node;
  }

  /** {@code /apis/G}. */
  static ObjectNode group(String group) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("kind", "APIGroup").put("apiVersion", "v1");
    group(group, node);
    return node;
  }

  private static void group(String group, ObjectNode node) {
    node.put("name", group);
    ArrayNode versions = node.putArray("versions");
    List<String> all = versions(group);
    all.forEach(v -> versions.addObject().put("groupVersion", group + "/" + v).put("version", v));
    node.putObject("preferredVersion")
        .put("groupVersion", group + "/" + all.getFirst())
        .put("version", all.getFirst());
  }

  /** {@code /api/v1} or {@code /apis/G/V}. */
  static ObjectNode resources(String group, String version) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("kind", "APIResourceList").put("apiVersion", "v1");
    node.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = node.putArray("resources");
    for (Entry entry : entries(group, version)) {
      plain(entry, entry.name(), resources.addObject(), group, version);
      for (Entry part : entry.parts()) {
        plain(part, entry.name() + "/" + part.name(), resources.addObject(), group, version);
      }
    }
    return node;
  }

  private static void plain(
      Entry entry, String name, ObjectNode node, String group, String version) {
    node.put("name", name).put("singularName", entry.singular());
    node.put("namespaced", entry.scope() == ResourceType.Scope.NAMESPACED);
    if (!entry.kind().group().equals(group) || !entry.kind().version().equals(version)) {
      node.put("group", entry.kind().group()).put("version", entry.kind().version());
    }
    node.put("kind", entry.kind().kind());
    strings(entry.verbs(), node.putArray("verbs"));
    if (!entry.shortNames().isEmpty()) {
      strings(entry.shortNames(), node.putArray("shortNames"));
    }
    if (!entry.categories().isEmpty()) {
      strings(entry.categories(), node.putArray("categories"));
    }
  }

  /** The versions of a group, the preferred one first. */
  private static List<String> versions(String group) {
    var versions = new LinkedHashSet<String>();
    ServedResource.ALL.stream()
        .filter(r -> r.kind().group().equals(group))
        .forEach(r -> versions.add(r.kind().version()));
    ReviewResource.ALL.stream()
        .filter(r -> r.kind().group().equals(group))
        .forEach(r -> versions.add(r.kind().version()));
    LaterKind.ALL.stream()
        .filter(k -> k.kind().group().equals(group))
        .forEach(k -> versions.add(k.kind().version()));
    if (group.equals(MetricsHandler.GROUP)) {
      versions.add(MetricsHandler.VERSION);
    }
    return List.copyOf(versions);
  }

  private static List<Entry> entries(String group, String version) {
    var entries = new ArrayList<Entry>();
    for (ServedResource resource : ServedResource.ALL) {
      if (resource.kind().group().equals(group) && resource.kind().version().equals(version)) {
        ResourceType type = resource.type();
        entries.add(
            new Entry(
                type.plural(),
                resource.kind(),
                type.scope(),
                type.singular(),
                ALL_VERBS,
                type.shortNames(),
                type.categories(),
                parts(resource)));
      }
    }
    for (LaterKind later : LaterKind.ALL) {
      if (later.kind().group().equals(group) && later.kind().version().equals(version)) {
        entries.add(laterEntry(later));
      }
    }
    for (ReviewResource review : ReviewResource.ALL) {
      if (review.kind().group().equals(group)) {
        entries.add(reviewEntry(review));
      }
    }
    if (group.equals(MetricsHandler.GROUP)) {
      entries.add(metricsEntry("nodes", "NodeMetrics", ResourceType.Scope.CLUSTER));
      entries.add(metricsEntry("pods", "PodMetrics", ResourceType.Scope.NAMESPACED));
    }
    return entries;
  }

  private static Entry laterEntry(LaterKind later) {
    return new Entry(
        later.plural(),
        later.kind(),
        later.scope(),
        later.singular(),
        List.of("get", "list"),
        later.shortNames(),
        List.of(),
        List.of());
  }

  private static Entry metricsEntry(String name, String kind, ResourceType.Scope scope) {
    return new Entry(
        name,
        new GroupVersionKind(MetricsHandler.GROUP, MetricsHandler.VERSION, kind),
        scope,
        "",
        List.of("get", "list"),
        List.of(),
        List.of(),
        List.of());
  }

  /** Where groups and their versions are described. */
  static List<String> paths() {
    var paths = new ArrayList<String>();
    for (String group : namedGroups()) {
      paths.add("/apis/" + group);
      versions(group).forEach(v -> paths.add("/apis/" + group + "/" + v));
    }
    return paths;
  }

  /** Whether discovery lists the version of the group. */
  static boolean isServed(String group, String version) {
    return versions(group).contains(version);
  }

  private static Entry reviewEntry(ReviewResource review) {
    return new Entry(
        review.plural(),
        review.kind(),
        review.scope(),
        review.kind().kind().toLowerCase(java.util.Locale.ROOT),
        List.of("create"),
        List.of(),
        List.of(),
        List.of());
  }

  private static List<Entry> parts(ServedResource resource) {
    var kinds = new LinkedHashMap<String, GroupVersionKind>();
    ResourceType type = resource.type();
    if (type.equals(ResourceType.PODS)) {
      kinds.put("attach", new GroupVersionKind("", "v1", "PodAttachOptions"));
      kinds.put("portforward", new GroupVersionKind("", "v1", "PodPortForwardOptions"));
      kinds.put("binding", new GroupVersionKind("", "v1", "Binding"));
      kinds.put("eviction", new GroupVersionKind("policy", "v1", "Eviction"));
      kinds.put("ephemeralcontainers", resource.kind());
      kinds.put("exec", new GroupVersionKind("", "v1", "PodExecOptions"));
      kinds.put("log", resource.kind());
      kinds.put(ApiRequest.PROXY, new GroupVersionKind("", "v1", "PodProxyOptions"));
    }
    if (type.equals(ResourceType.SERVICES)) {
      kinds.put(ApiRequest.PROXY, new GroupVersionKind("", "v1", "ServiceProxyOptions"));
    }
    if (type.has(Trait.SCALE)) {
      kinds.put("scale", SCALE);
    }
    if (type.has(Trait.STATUS)) {
      kinds.put("status", resource.kind());
    }
    if (type.equals(ResourceType.SERVICE_ACCOUNTS)) {
      kinds.put("token", new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"));
    }
    var parts = new ArrayList<Entry>();
    for (Map.Entry<String, GroupVersionKind> part : kinds.entrySet()) {
      parts.add(
          new Entry(
              part.getKey(),
              part.getValue(),
              type.scope(),
              "",
              partVerbs(part.getKey()),
              List.of(),
              List.of(),
              List.of()));
    }
    return parts;
  }

  private static List<String> partVerbs(String part) {
    return switch (part) {
      case "status", "scale", "ephemeralcontainers" -> PART_VERBS;
      case "log" -> List.of("get");
      case ApiRequest.PROXY -> List.of("create", "delete", "get", "patch", "update");
      case "exec", "attach", "portforward" -> List.of("create", "get");
      default -> List.of("create");
    };
  }
}
