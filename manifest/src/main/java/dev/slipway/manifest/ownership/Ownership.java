package dev.slipway.manifest.ownership;

import dev.slipway.manifest.Timestamps;
import dev.slipway.manifest.ownership.FieldOwner.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The entries of {@code metadata.managedFields}; immutable. */
record Ownership(Map<FieldOwner, Owned> entries) {
  static final Ownership NONE = new Ownership(Map.of());
  private static final String FORMAT = "FieldsV1";

  /** How many owners that update are told apart; older ones become one. */
  private static final int MOST_UPDATERS = 10;

  private static final String ANCIENT = "ancient-changes";

  /**
   * What one owner owns.
   *
   * @param time of its last change of the set; empty when a client left it out
   */
  record Owned(FieldSet fields, String time) {}

  /** Reads a list of entries; empty when it is no such list. */
  static Optional<Ownership> parse(JsonNode list) {
    var entries = new LinkedHashMap<FieldOwner, Owned>();
    for (JsonNode item : list) {
      Optional<FieldSet> fields = FieldSet.parse(item.path("fieldsV1"));
      Optional<Operation> operation =
          List.of(Operation.values()).stream()
              .filter(o -> o.text().equals(item.path("operation").asString("")))
              .findFirst();
      if (fields.isEmpty()
          || operation.isEmpty()
          || !item.path("fieldsType").asString(FORMAT).equals(FORMAT)) {
        return Optional.empty();
      }
      var owner =
          new FieldOwner(
              item.path("manager").asString(""),
              operation.get(),
              item.path("apiVersion").asString(""),
              item.path("subresource").asString(""));
      var owned = new Owned(fields.get(), item.path("time").asString(""));
      entries.merge(owner, owned, (a, b) -> new Owned(a.fields().union(b.fields()), b.time()));
    }
    return Optional.of(new Ownership(entries));
  }

  FieldSet fields(FieldOwner owner) {
    Owned owned = entries.get(owner);
    return owned == null ? FieldSet.EMPTY : owned.fields();
  }

  /** What all but one own. */
  FieldSet ofOthers(FieldOwner owner) {
    FieldSet all = FieldSet.EMPTY;
    for (var entry : entries.entrySet()) {
      if (!entry.getKey().equals(owner)) {
        all = all.union(entry.getValue().fields());
      }
    }
    return all;
  }

  /** With this set for an owner; one without fields has no entry. */
  Ownership with(FieldOwner owner, FieldSet fields, Instant now) {
    var changed = new LinkedHashMap<>(entries);
    if (fields.isEmpty()) {
      changed.remove(owner);
    } else if (!fields.equals(fields(owner))) {
      changed.put(owner, new Owned(fields, Timestamps.seconds(now)));
    }
    return new Ownership(changed);
  }

  /** With everybody but one owner deprived of some fields. */
  Ownership othersWithout(FieldOwner owner, FieldSet lost) {
    var changed = new LinkedHashMap<FieldOwner, Owned>();
    entries.forEach((each, owned) -> {
      FieldSet rest = each.equals(owner) ? owned.fields() : owned.fields().minus(lost);
      if (!rest.isEmpty()) {
        changed.put(each, new Owned(rest, owned.time()));
      }
    });
    return new Ownership(changed);
  }

  /** With no more updaters than are told apart. */
  Ownership bounded() {
    List<FieldOwner> updaters =
        entries.keySet().stream()
            .filter(o -> o.operation() == Operation.UPDATE && o.subresource().isEmpty())
            .sorted(Comparator.comparing((FieldOwner o) -> entry(o).time()))
            .toList();
    if (updaters.size() <= MOST_UPDATERS) {
      return this;
    }
    var changed = new LinkedHashMap<>(entries);
    for (FieldOwner old : updaters.subList(0, updaters.size() - MOST_UPDATERS + 1)) {
      Owned owned = java.util.Objects.requireNonNull(changed.remove(old));
      changed.merge(
          FieldOwner.update(ANCIENT, old.apiVersion(), ""),
          owned,
          (a, b) -> new Owned(a.fields().union(b.fields()), b.time()));
    }
    return new Ownership(changed);
  }

  private Owned entry(FieldOwner owner) {
    return java.util.Objects.requireNonNull(entries.get(owner));
  }

  /** The value of {@code managedFields}: who applies first, then by age. */
  ArrayNode toJson() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    entries.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<FieldOwner, Owned> e) -> e.getKey().operation())
                .thenComparing(e -> e.getValue().time())
                .thenComparing(e -> e.getKey().manager())
                .thenComparing(e -> e.getKey().apiVersion())
                .thenComparing(e -> e.getKey().subresource()))
        .forEach(e -> write(e.getKey(), e.getValue(), list.addObject()));
    return list;
  }

  private static void write(FieldOwner owner, Owned owned, ObjectNode item) {
    item.put("manager", owner.manager()).put("operation", owner.operation().text());
    item.put("apiVersion", owner.apiVersion());
    if (!owned.time().isEmpty()) {
      item.put("time", owned.time());
    }
    item.put("fieldsType", FORMAT);
    item.set("fieldsV1", owned.fields().toJson());
    if (!owner.subresource().isEmpty()) {
      item.put("subresource", owner.subresource());
    }
  }
}
