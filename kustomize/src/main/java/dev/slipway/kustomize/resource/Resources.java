package dev.slipway.kustomize.resource;

import dev.slipway.base.InputException;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
    if (added.isEmpty()) {
      return;
    }
    Map<ResourceId, Resource> known = byId();
    for (Resource resource : added) {
      Resource other = known.putIfAbsent(resource.id(schemas), resource);
      if (other != null) {
        throw new InputException(
            resource.origin().position(),
            "may not add resource with an already registered id: "
                + resource
                + ", it is also in "
                + other.origin().position(),
            "Remove one of the two, or change it with a patch.");
      }
      list.add(resource);
    }
  }

  public void addAll(Resources other) {
    addAll(other.list);
  }

  /** All objects by their present ids. */
  public Map<ResourceId, Resource> byId() {
    Map<ResourceId, Resource> map = new HashMap<>(list.size() * 2);
    list.forEach(resource -> map.put(resource.id(schemas), resource));
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
