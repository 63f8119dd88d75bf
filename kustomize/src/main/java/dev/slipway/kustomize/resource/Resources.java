package dev.slipway.kustomize.resource;

import dev.slipway.base.InputException;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The objects of a build in their order, no two of the same id. */
public final class Resources implements Iterable<Resource> {
  private final List<Resource> list = new ArrayList<>();
  private final KindSchemas schemas;

  public Resources(KindSchemas schemas) {
    this.schemas = schemas;
  }

  public KindSchemas schemas() {
    return schemas;
  }

  /**
   * Adds objects at the end.
   *
   * @throws InputException when one of that id is there already
   */
  public void addAll(Collection<Resource> added) {
    if (!added.isEmpty()) {
      intake().add(added);
    }
  }

  /** For adding often while no object changes its name. */
  public Intake intake() {
    return new Intake(this);
  }

  void append(Resource resource) {
    list.add(resource);
  }

  /** All objects by their present ids. */
  public Map<ResourceId, Resource> byId() {
    Map<ResourceId, Resource> map = new HashMap<>(list.size() * 2);
    list.forEach(resource -> map.put(resource.id(schemas), resource));
    return map;
  }

  /** All objects by every id they have or had. */
  public Map<ResourceId, Set<Resource>> byEveryId() {
    Map<ResourceId, Set<Resource>> map = new HashMap<>(list.size() * 2);
    for (Resource resource : list) {
      resource
          .allNames()
          .forEach(names ->
              map.computeIfAbsent(resource.id(names, schemas), id -> new LinkedHashSet<>(2))
                  .add(resource));
    }
    return map;
  }

  /** Refuses two objects of the same id, which a step may have led to. */
  public void requireDistinct(String step) {
    Map<ResourceId, Resource> seen = new HashMap<>(list.size() * 2);
    for (Resource resource : list) {
      Resource other = seen.putIfAbsent(resource.id(schemas), resource);
      if (other != null) {
        throw new InputException(
            resource.origin().position(),
            step + " gives two objects the same id: " + resource,
            "The other one is in " + other.origin().position() + ".");
      }
    }
  }

  public void replace(Resource old, Resource replacement) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).equals(old)) {
        list.set(i, replacement);
        return;
      }
    }
    throw new IllegalArgumentException(old + " is not in this set");
  }

  public void remove(Resource resource) {
    list.remove(resource);
  }

  public void removeIf(Predicate<Resource> condition) {
    list.removeIf(condition);
  }

  public void reorder(List<Resource> order) {
    list.clear();
    list.addAll(order);
  }

  public List<Resource> list() {
    return List.copyOf(list);
  }

  public int size() {
    return list.size();
  }

  @Override
  public Iterator<Resource> iterator() {
    return list.iterator();
  }
}
