package dev.slipway.kustomize.resource;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects of a set by every name and kind they ever had, made once for steps that follow each
 * other. Each step costs by what it may mean, not by how many objects there are.
 *
 * <p>Steps tell it of what they rename or remove. It answers with too many rather than too few: an
 * object is found under what it is no longer called.
 */
public final class ResourceIndex {
  private final Map<String, Set<Resource>> byName = new HashMap<>();
  private final Map<String, Set<Resource>> byKind = new HashMap<>();
  private boolean made;

  /**
   * All objects that may be meant.
   *
   * @param name a name they had; empty when any will do
   * @param kind a kind they had, asked only where no name is given; empty when any will do
   */
  public List<Resource> candidates(Resources resources, String name, String kind) {
    if (name.isEmpty() && kind.isEmpty()) {
      return resources.list();
    }
    if (!made) {
      made = true;
      resources.forEach(this::add);
    }
    Collection<Resource> found =
        name.isEmpty() ? byKind.getOrDefault(kind, Set.of()) : byName.getOrDefault(name, Set.of());
    return List.copyOf(found);
  }

  /** The objects that have or had an id. */
  public List<Resource> find(Resources resources, ResourceId id) {
    return candidates(resources, id.name(), id.gvk().kind()).stream()
        .filter(found -> found.anyName(names -> found.id(names, resources.schemas()).equals(id)))
        .toList();
  }

  /** To be told of an object that is called something else now. */
  public void renamed(Resource resource) {
    if (made) {
      add(resource);
    }
  }

  /** To be told of an object that is no longer there. */
  public void removed(Resource resource) {
    resource
        .allNames()
        .forEach(names -> {
          byName.computeIfPresent(names.name(), (name, found) -> without(found, resource));
          byKind.computeIfPresent(names.kind(), (kind, found) -> without(found, resource));
        });
  }

  private static Set<Resource> without(Set<Resource> found, Resource resource) {
    found.remove(resource);
    return found;
  }

  private void add(Resource resource) {
    resource
        .allNames()
        .forEach(names -> {
          byName.computeIfAbsent(names.name(), n -> new LinkedHashSet<>(2)).add(resource);
          byKind.computeIfAbsent(names.kind(), k -> new LinkedHashSet<>()).add(resource);
        });
  }
}
