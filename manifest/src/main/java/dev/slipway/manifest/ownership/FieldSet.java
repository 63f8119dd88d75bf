package dev.slipway.manifest.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of paths into an object; immutable.
 *
 * <p>Steps are spelled as in {@code fieldsV1}: {@code f:name} for a field or a key of a map, {@code
 * k:{"name":"web"}} for an entry of a list known by keys, {@code v:"text"} for a value of a set.
 *
 * @param member whether the set contains the path that leads here
 * @param children the sets below, none of them empty
 */
record FieldSet(boolean member, Map<String, FieldSet> children) {
  static final FieldSet EMPTY = new FieldSet(false, Map.of());
  static final FieldSet LEAF = new FieldSet(true, Map.of());

  /** One level of {@code fieldsV1} is one level of an object; nobody's objects are deeper. */
  private static final int DEEPEST = 100;

  /** Collects paths. */
  static final class Builder {
    private boolean member;
    private final TreeMap<String, Builder> children = new TreeMap<>();

    void add() {
      member = true;
    }

    Builder child(String step) {
      return children.computeIfAbsent(step, s -> new Builder());
    }

    FieldSet build() {
      var built = new TreeMap<String, FieldSet>();
      children.forEach((step, child) -> {
        FieldSet set = child.build();
        if (!set.isEmpty()) {
          built.put(step, set);
        }
      });
      return new FieldSet(member, built);
    }
  }

  boolean isEmpty() {
    return !member && children.isEmpty();
  }

  FieldSet child(String step) {
    return children.getOrDefault(step, EMPTY);
  }

  FieldSet union(FieldSet other) {
    var all = new TreeMap<>(children);
    other.children.forEach((step, set) -> all.merge(step, set, FieldSet::union));
    return new FieldSet(member || other.member, all);
  }

  FieldSet minus(FieldSet other) {
    return combined(other, member && !other.member, (mine, theirs) -> mine.minus(theirs));
  }

  FieldSet intersection(FieldSet other) {
    return combined(other, member && other.member, (mine, theirs) -> mine.intersection(theirs));
  }

  private FieldSet combined(
      FieldSet other, boolean here, java.util.function.BinaryOperator<FieldSet> below) {
    var result = new TreeMap<String, FieldSet>();
    children.forEach((step, set) -> {
      FieldSet part = below.apply(set, other.child(step));
      if (!part.isEmpty()) {
        result.put(step, part);
      }
    });
    return new FieldSet(here, result);
  }

  /** Every path, as Kubernetes shows paths in messages: {@code .spec.replicas}. */
  List<String> paths() {
    var all = new ArrayList<String>();
    visit("", (path, set) -> all.add(path));
    return all;
  }

  private void visit(String path, BiConsumer<String, FieldSet> visitor) {
    if (member && !path.isEmpty()) {
      visitor.accept(path, this);
    }
    children.forEach((step, set) -> set.visit(path + Steps.shown(step), visitor));
  }

  /** The value of {@code fieldsV1}. */
  ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (member && !children.isEmpty()) {
      node.putObject(".");
    }
    children.forEach((step, set) -> node.set(step, set.toJson()));
    return node;
  }

  /** Reads a value of {@code fieldsV1}; empty when it is none. */
  static Optional<FieldSet> parse(JsonNode node) {
    return node.isObject()
        ? parse(node, 0).map(s -> new FieldSet(false, s.children()))
        : Optional.empty();
  }

  private static Optional<FieldSet> parse(JsonNode node, int depth) {
    if (!node.isObject() || depth > DEEPEST) {
      return Optional.empty();
    }
    boolean member = node.isEmpty();
    var children = new TreeMap<String, FieldSet>();
    for (var entry : node.properties()) {
      if (entry.getKey().equals(".")) {
        member = true;
        continue;
      }
      Optional<FieldSet> child = parse(entry.getValue(), depth + 1);
      if (child.isEmpty() || !Steps.isStep(entry.getKey())) {
        return Optional.empty();
      }
      children.put(entry.getKey(), child.get());
    }
    return Optional.of(new FieldSet(member, children));
  }
}
