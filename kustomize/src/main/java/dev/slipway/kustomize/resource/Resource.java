package dev.slipway.kustomize.resource;

import dev.slipway.kustomize.config.Gvk;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.schema.Scope;
import dev.slipway.manifest.yaml.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** An object on its way through a build: its tree, where it came from, what it was called. */
public final class Resource {
  private ObjectNode tree;
  private final Origin origin;
  private final List<Names> earlier = new ArrayList<>(2);
  private final List<String> prefixes = new ArrayList<>(0);
  private final List<String> suffixes = new ArrayList<>(0);
  private final List<Origin> steps = new ArrayList<>(0);
  private Behavior behavior = Behavior.UNSPECIFIED;
  private boolean hashed;

  public Resource(ObjectNode tree, Origin origin) {
    this.tree = tree;
    this.origin = origin;
  }

  public ObjectNode tree() {
    return tree;
  }

  public void replaceTree(ObjectNode replacement) {
    tree = replacement;
  }

  public Origin origin() {
    return origin;
  }

  public Gvk gvk() {
    return Gvk.of(tree);
  }

  public String kind() {
    return tree.path("kind").asString("");
  }

  public String name() {
    return text("name");
  }

  /** The namespace as stated; empty when none is. */
  public String namespace() {
    return text("namespace");
  }

  private String text(String field) {
    JsonNode value = tree.path("metadata").path(field);
    return value.isMissingNode() || value.isNull() || value.isContainer() ? "" : Spelling.of(value);
  }

  public ObjectNode metadata() {
    return tree.withObjectProperty("metadata");
  }

  public void setName(String name) {
    metadata().set("name", StringNode.valueOf(name));
  }

  public void setKind(String kind) {
    tree.set("kind", StringNode.valueOf(kind));
  }

  public void setNamespace(String namespace) {
    if (namespace.isEmpty()) {
      metadata().remove("namespace");
    } else {
      metadata().set("namespace", StringNode.valueOf(namespace));
    }
  }

  /** Remembers what the object is called now; to be done before it is called something else. */
  public void rememberNames() {
    Names now = names();
    if (earlier.isEmpty() || !earlier.getLast().equals(now)) {
      earlier.add(now);
    }
  }

  public Names names() {
    return new Names(kind(), namespace(), name());
  }

  /** What the object was called first. */
  public Names originalNames() {
    return earlier.isEmpty() ? names() : earlier.getFirst();
  }

  /** Everything it was ever called, the present last. */
  public Stream<Names> allNames() {
    return Stream.concat(earlier.stream(), Stream.of(names()));
  }

  /** Whether {@code condition} holds for anything it was ever called. */
  public boolean anyName(Predicate<Names> condition) {
    for (Names names : earlier) {
      if (condition.test(names)) {
        return true;
      }
    }
    return condition.test(names());
  }

  /** Whether it was of that kind under any name it had before, not necessarily its first. */
  public boolean hadKind(Gvk wanted) {
    Gvk now = gvk();
    for (Names names : earlier) {
      if (wanted.selects(now.ofKind(names.kind()))) {
        return true;
      }
    }
    return false;
  }

  /** Everything it was called before. */
  public List<Names> earlierNames() {
    return List.copyOf(earlier);
  }

  public void addPrefix(String prefix) {
    prefixes.add(prefix);
  }

  public void addSuffix(String suffix) {
    suffixes.add(suffix);
  }

  public List<String> prefixes() {
    return prefixes;
  }

  public List<String> suffixes() {
    return suffixes;
  }

  /** The steps that were noted, see {@link #note}. */
  public List<Origin> steps() {
    return steps;
  }

  /** Notes that a step of the build went over the object. */
  public void note(Origin step) {
    steps.add(step);
  }

  public Behavior behavior() {
    return behavior;
  }

  public void setBehavior(Behavior behavior) {
    this.behavior = behavior;
  }

  /** Whether the name gets a hash of the content at the end of the build. */
  public boolean isHashed() {
    return hashed;
  }

  public void setHashed(boolean hashed) {
    this.hashed = hashed;
  }

  public ResourceId id(KindSchemas schemas) {
    return id(names(), schemas);
  }

  /** The id it had under other names. */
  public ResourceId id(Names names, KindSchemas schemas) {
    Gvk gvk = gvk();
    var kind = new Gvk(gvk.group(), gvk.version(), names.kind());
    boolean cluster = schemas.scope(kind.kindName()) == Scope.CLUSTER;
    String namespace =
        cluster
            ? ""
            : names.namespace().isEmpty() ? ResourceId.DEFAULT_NAMESPACE : names.namespace();
    return new ResourceId(kind, namespace, names.name());
  }

  public boolean isClusterScoped(KindSchemas schemas) {
    return schemas.scope(gvk().kindName()) == Scope.CLUSTER;
  }

  /** An annotation of the object. */
  public Optional<String> annotation(String key) {
    JsonNode value = tree.path("metadata").path("annotations").path(key);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(Spelling.of(value));
  }

  /** The same object, come from somewhere else. */
  public Resource from(Origin other) {
    var moved = new Resource(tree, other);
    moved.inheritHistory(this);
    moved.behavior = behavior;
    moved.hashed = hashed;
    return moved;
  }

  /** A copy to be changed apart from this one, under the names it has now. */
  public Resource copy() {
    var copy = new Resource(tree.deepCopy(), origin);
    copy.earlier.addAll(earlier);
    copy.prefixes.addAll(prefixes);
    copy.suffixes.addAll(suffixes);
    copy.steps.addAll(steps);
    copy.behavior = behavior;
    copy.hashed = hashed;
    return copy;
  }

  /** Takes over what {@code other} was called and how, and which steps went over it. */
  public void inheritHistory(Resource other) {
    earlier.clear();
    earlier.addAll(other.earlier);
    prefixes.clear();
    prefixes.addAll(other.prefixes);
    suffixes.clear();
    suffixes.addAll(other.suffixes);
    steps.clear();
    steps.addAll(other.steps);
  }

  @Override
  public String toString() {
    return gvk() + "/" + name() + "." + (namespace().isEmpty() ? "[noNs]" : namespace());
  }
}
