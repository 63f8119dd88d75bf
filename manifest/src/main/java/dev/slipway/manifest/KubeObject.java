package dev.slipway.manifest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes object: a frozen JSON tree with accessors for what every object has.
 *
 * <p>Accessors never fail on a missing or oddly typed field; they answer empty. Whether an object
 * is valid is decided where it enters the cluster.
 */
public final class KubeObject {
  private final ObjectNode tree;

  private KubeObject(ObjectNode tree) {
    this.tree = tree;
  }

  /** Wraps {@code tree}, which belongs to the object from now on: nobody may change it. */
  public static KubeObject of(ObjectNode tree) {
    return new KubeObject(tree);
  }

  /** A new object of the given kind, filled in by {@code content}. */
  public static KubeObject create(
      GroupVersionKind kind, ObjectName name, Consumer<ObjectNode> content) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", name.name());
    if (!name.namespace().isEmpty()) {
      metadata.put("namespace", name.namespace());
    }
    content.accept(tree);
    return new KubeObject(tree);
  }

  /** The frozen tree. Reading only; use {@link #copy} or {@link #edited} to change something. */
  public ObjectNode tree() {
    return tree;
  }

  /** A deep copy of the tree that the caller may change. */
  public ObjectNode copy() {
    return tree.deepCopy();
  }

  /** A changed copy of this object. */
  public KubeObject edited(Consumer<ObjectNode> edit) {
    ObjectNode copy = copy();
    edit.accept(copy);
    return new KubeObject(copy);
  }

  public GroupVersionKind groupVersionKind() {
    return GroupVersionKind.of(apiVersion(), kind());
  }

  public String apiVersion() {
    return tree.path("apiVersion").asString("");
  }

  public String kind() {
    return tree.path("kind").asString("");
  }

  public String name() {
    return metadata().path("name").asString("");
  }

  /** The namespace; empty for a cluster-wide object. */
  public String namespace() {
    return metadata().path("namespace").asString("");
  }

  public ObjectName objectName() {
    return new ObjectName(namespace(), name());
  }

  public String uid() {
    return metadata().path("uid").asString("");
  }

  /** The opaque version of this state; empty for an object that was never stored. */
  public String resourceVersion() {
    return metadata().path("resourceVersion").asString("");
  }

  /** Counts changes of the specification; 0 for kinds that do not count. */
  public long generation() {
    return metadata().path("generation").asLong(0);
  }

  public Optional<Instant> creationTimestamp() {
    return instant("creationTimestamp");
  }

  /** When the object was asked to go (for pods: when its grace ends); empty while it may stay. */
  public Optional<Instant> deletionTimestamp() {
    return instant("deletionTimestamp");
  }

  public boolean isBeingDeleted() {
    return metadata().path("deletionTimestamp").isString();
  }

  public Map<String, String> labels() {
    return strings(metadata().path("labels"));
  }

  public Map<String, String> annotations() {
    return strings(metadata().path("annotations"));
  }

  public List<String> finalizers() {
    var all = new ArrayList<String>();
    for (JsonNode item : metadata().path("finalizers")) {
      all.add(item.asString(""));
    }
    return List.copyOf(all);
  }

  public List<OwnerReference> ownerReferences() {
    var all = new ArrayList<OwnerReference>();
    for (JsonNode item : metadata().path("ownerReferences")) {
      all.add(OwnerReference.of(item));
    }
    return List.copyOf(all);
  }

  /** The owner that manages this object. */
  public Optional<OwnerReference> controller() {
    return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
  }

  /** {@code metadata}; a missing node when there is none. */
  public JsonNode metadata() {
    return tree.path("metadata");
  }

  /** {@code spec}; a missing node when there is none. */
  public JsonNode spec() {
    return tree.path("spec");
  }

  /** {@code status}; a missing node when there is none. */
  public JsonNode status() {
    return tree.path("status");
  }

  /** The value at a JSON pointer such as {@code /spec/replicas}; missing when there is none. */
  public JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  /** The string entries of a map such as labels, in order. */
  public static Map<String, String> strings(JsonNode map) {
    var result = new LinkedHashMap<String, String>();
    map.properties().forEach(e -> result.put(e.getKey(), e.getValue().asString("")));
    return java.util.Collections.unmodifiableMap(result);
  }

  private Optional<Instant> instant(String field) {
    JsonNode value = metadata().path(field);
    return value.isString() ? Timestamps.parse(value.asString("")) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KubeObject o && o.tree.equals(tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  /** {@code Deployment doctor-app/backend}. */
  @Override
  public String toString() {
    return kind() + " " + objectName();
  }
}
