package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.resource.Behavior;
import dev.slipway.kustomize.resource.Intake;
import dev.slipway.kustomize.resource.Names;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.ResourceId;
import dev.slipway.kustomize.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Puts what the generators of one kustomization make among the objects that are there. */
final class GeneratedObjects {
  private final Resources resources;
  private final Map<ResourceId, Set<Resource>> everyId = new HashMap<>();
  private Optional<Intake> intake = Optional.empty();

  GeneratedObjects(Resources resources) {
    this.resources = resources;
  }

  /** Adds new objects. */
  void add(List<Resource> added) {
    if (intake.isEmpty()) {
      intake = Optional.of(resources.intake());
    }
    intake.get().add(added);
    added.forEach(this::index);
  }

  /** A generated object is new, or changes the one of its name, as its behaviour says. */
  void absorb(Resource generated) {
    var id = generated.id(resources.schemas());
    List<Resource> same = new ArrayList<>(everyId().getOrDefault(id, Set.of()));
    boolean changes =
        generated.behavior() == Behavior.MERGE || generated.behavior() == Behavior.REPLACE;
    if (same.isEmpty()) {
      if (changes) {
        throw new InputException(
            generated.origin().position(),
            "id " + id + " does not exist; cannot merge or replace",
            near(generated) + "Leave out the behavior, or correct the name.");
      }
      add(List.of(generated));
      return;
    }
    if (same.size() > 1) {
      throw new InputException(
          generated.origin().position(), "found multiple objects " + same + " for " + id, "");
    }
    if (!changes) {
      throw new InputException(
          generated.origin().position(),
          "id " + id + " exists; behavior must be merge or replace",
          "The other one is in " + same.getFirst().origin().position() + ".");
    }
    change(same.getFirst(), generated);
  }

  private String near(Resource generated) {
    List<String> names =
        resources.list().stream()
            .filter(other -> other.kind().equals(generated.kind()))
            .map(Resource::name)
            .toList();
    return NearMiss.of(generated.name(), names)
        .map(name -> "Did you mean \"" + name + "\"? ")
        .orElse("");
  }

  private void change(Resource old, Resource generated) {
    ObjectNode merged = generated.tree().deepCopy();
    merged.set("metadata", old.tree().path("metadata").deepCopy());
    if (generated.behavior() == Behavior.MERGE) {
      putBelow(merged, old.tree(), "data");
      putBelow(merged, old.tree(), "binaryData");
    }
    ObjectNode metadata = merged.withObjectProperty("metadata");
    ObjectNode addedMetadata = generated.tree().withObjectProperty("metadata");
    putAbove(metadata, addedMetadata, "labels");
    putAbove(metadata, addedMetadata, "annotations");
    var changed = new Resource(merged, old.origin());
    changed.inheritHistory(old);
    changed.setHashed(old.isHashed() && generated.isHashed());
    changed.setBehavior(generated.behavior());
    resources.replace(old, changed);
    old.allNames()
        .forEach(
            names -> everyId().getOrDefault(id(old, names), new LinkedHashSet<>()).remove(old));
    index(changed);
  }

  private void index(Resource resource) {
    resource
        .allNames()
        .forEach(names ->
            everyId()
                .computeIfAbsent(id(resource, names), id -> new LinkedHashSet<>(2))
                .add(resource));
  }

  private ResourceId id(Resource resource, Names names) {
    return resource.id(names, resources.schemas());
  }

  private Map<ResourceId, Set<Resource>> everyId() {
    if (everyId.isEmpty()) {
      everyId.putAll(resources.byEveryId());
    }
    return everyId;
  }

  /** Entries of {@code from} win. */
  private static void putAbove(ObjectNode into, ObjectNode from, String field) {
    if (from.get(field) instanceof ObjectNode map && !map.isEmpty()) {
      into.withObjectProperty(field).setAll(map.deepCopy());
    }
  }

  /** Entries that are there win. */
  private static void putBelow(ObjectNode into, ObjectNode from, String field) {
    if (from.get(field) instanceof ObjectNode map && !map.isEmpty()) {
      ObjectNode merged = map.deepCopy();
      merged.setAll(into.withObjectProperty(field));
      into.set(field, merged);
    }
  }
}
