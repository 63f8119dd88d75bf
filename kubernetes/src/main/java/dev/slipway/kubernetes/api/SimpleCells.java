package dev.slipway.kubernetes.api;

import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Rows of the kinds with little to show. */
final class SimpleCells {
  static final String NONE = "<none>";
  private static final String ROLE_LABEL = "node-role.kubernetes.io/";

  private SimpleCells() {}

  static String age(KubeObject object, Instant now) {
    return Ages.since(object.metadata().path("creationTimestamp"), now);
  }

  static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  static List<Object> namespace(KubeObject o, Instant now) {
    return List.of(o.name(), o.status().path("phase").asString(""), age(o, now));
  }

  static List<Object> configMap(KubeObject o, Instant now) {
    int size = o.at("/data").size() + o.at("/binaryData").size();
    return List.of(o.name(), Integer.toString(size), age(o, now));
  }

  static List<Object> secret(KubeObject o, Instant now) {
    return List.of(
        o.name(), o.at("/type").asString(""), Integer.toString(o.at("/data").size()), age(o, now));
  }

  static List<Object> serviceAccount(KubeObject o, Instant now) {
    return List.of(o.name(), Integer.toString(o.at("/secrets").size()), age(o, now));
  }

  static List<Object> lease(KubeObject o, Instant now) {
    return List.of(o.name(), o.at("/spec/holderIdentity").asString(""), age(o, now));
  }

  static List<Object> created(KubeObject o, Instant now) {
    return List.of(o.name(), o.metadata().path("creationTimestamp").asString(""));
  }

  static List<Object> binding(KubeObject o, Instant now) {
    JsonNode ref = o.at("/roleRef");
    return List.of(
        o.name(),
        ref.path("kind").asString("") + "/" + ref.path("name").asString(""),
        age(o, now),
        subjects(o, "User"),
        subjects(o, "Group"),
        subjects(o, "ServiceAccount"));
  }

  private static String subjects(KubeObject binding, String kind) {
    var names = new ArrayList<String>();
    for (JsonNode subject : binding.at("/subjects")) {
      if (subject.path("kind").asString("").equals(kind)) {
        String namespace = subject.path("namespace").asString("");
        String name = subject.path("name").asString("");
        names.add(kind.equals("ServiceAccount") ? namespace + "/" + name : name);
      }
    }
    return String.join(", ", names);
  }

  static List<Object> event(KubeObject o, Instant now) {
    JsonNode about = o.at("/involvedObject");
    JsonNode first = firstPresent(o, "/firstTimestamp", "/eventTime");
    JsonNode last = firstPresent(o, "/series/lastObservedTime", "/lastTimestamp");
    long count = o.at("/series/count").asLong(o.at("/count").asLong(1));
    String component = o.at("/source/component").asString(o.at("/reportingComponent").asString(""));
    String host = o.at("/source/host").asString("");
    return List.of(
        last.isString() ? Ages.since(last, now) : Ages.since(first, now),
        o.at("/type").asString(""),
        o.at("/reason").asString(""),
        about.path("kind").asString("").toLowerCase(java.util.Locale.ROOT)
            + "/"
            + about.path("name").asString(""),
        about.path("fieldPath").asString(""),
        host.isEmpty() ? component : component + ", " + host,
        o.at("/message").asString("").strip(),
        Ages.since(first, now),
        Long.toString(Math.max(1, count)),
        o.name());
  }

  private static JsonNode firstPresent(KubeObject object, String one, String other) {
    JsonNode value = object.at(one);
    return value.isString() ? value : object.at(other);
  }

  static List<Object> node(KubeObject o, Instant now) {
    JsonNode info = o.status().path("nodeInfo");
    return List.of(
        o.name(),
        nodeStatus(o),
        roles(o),
        age(o, now),
        info.path("kubeletVersion").asString(""),
        orNone(address(o, "InternalIP")),
        orNone(address(o, "ExternalIP")),
        orUnknown(info.path("osImage").asString("")),
        orUnknown(info.path("kernelVersion").asString("")),
        orUnknown(info.path("containerRuntimeVersion").asString("")));
  }

  private static String orUnknown(String text) {
    return text.isEmpty() ? "<unknown>" : text;
  }

  private static String nodeStatus(KubeObject node) {
    String ready = "Unknown";
    for (JsonNode condition : node.status().path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        ready = condition.path("status").asString("").equals("True") ? "Ready" : "NotReady";
      }
    }
    boolean off = node.spec().path("unschedulable").asBoolean(false);
    return off ? ready + ",SchedulingDisabled" : ready;
  }

  private static String roles(KubeObject node) {
    var roles = new TreeSet<String>();
    for (String label : node.labels().keySet()) {
      if (label.startsWith(ROLE_LABEL)) {
        roles.add(label.substring(ROLE_LABEL.length()));
      }
    }
    return orNone(String.join(",", roles));
  }

  private static String address(KubeObject node, String type) {
    for (JsonNode address : node.status().path("addresses")) {
      if (address.path("type").asString("").equals(type)) {
        return address.path("address").asString("");
      }
    }
    return "";
  }
}
