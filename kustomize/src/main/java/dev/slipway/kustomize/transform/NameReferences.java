package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.NameReference;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes references follow objects that were renamed.
 *
 * <p>Linear in the number of objects: which fields may refer is looked up by kind once, what a name
 * may mean by an index over all names that objects ever had.
 */
public final class NameReferences implements Transformer {
  private final List<NameReference> references;
  private final Map<Gvk, List<Reference>> byReferrer = new HashMap<>();

  private record Reference(Gvk target, FieldSpec field) {}

  public NameReferences(List<NameReference> references) {
    this.references = List.copyOf(references);
  }

  @Override
  public void transform(Resources resources) {
    var referrals = new Referrals(resources);
    for (Resource referrer : resources) {
      for (Reference reference : byReferrer.computeIfAbsent(referrer.gvk(), this::referencesOf)) {
        Fields.each(
            referrer,
            reference.field(),
            Leaf.NOTHING,
            cell -> follow(referrer, reference, cell, referrals));
      }
    }
  }

  private List<Reference> referencesOf(Gvk gvk) {
    var result = new ArrayList<Reference>();
    for (NameReference reference : references) {
      for (FieldSpec field : reference.fields()) {
        if (field.gvk().selects(gvk)) {
          result.add(new Reference(reference.target(), field));
        }
      }
    }
    return result;
  }

  private static void follow(
      Resource referrer, Reference reference, Cell cell, Referrals referrals) {
    JsonNode value = cell.get();
    if (value instanceof ObjectNode map) {
      followMap(referrer, reference, map, referrals);
    } else if (!value.isContainer() && !value.isNull()) {
      String name = cell.text();
      Optional<Resource> found = referrals.find(name, reference.target(), referrer);
      if (found.isPresent() && !found.get().name().equals(name)) {
        cell.setText(found.get().name());
      }
    }
  }

  /** A reference with a name and, maybe, a namespace. */
  private static void followMap(
      Resource referrer, Reference reference, ObjectNode map, Referrals referrals) {
    Cell name = new Cell.Field(map, "name");
    if (name.get().isContainer() || name.get().isNull() || name.get().isMissingNode()) {
      return;
    }
    Cell namespace = new Cell.Field(map, "namespace");
    boolean stated = namespace.get().isString();
    Optional<Resource> found =
        stated
            ? referrals.findIn(namespace.text(), name.text(), reference.target(), referrer)
            : referrals.find(name.text(), reference.target(), referrer);
    if (found.isEmpty()) {
      return;
    }
    name.setText(found.get().name());
    if (!found.get().namespace().isEmpty() && !map.path("namespace").isNull()) {
      namespace.setText(found.get().namespace());
    }
  }
}
