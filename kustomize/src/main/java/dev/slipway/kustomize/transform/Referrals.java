package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.resource.Names;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Finds the object that a name in another object means, by the names objects had earlier. */
final class Referrals {
  private static final String DEFAULT = "default";

  private final KindSchemas schemas;
  private final Map<String, List<Former>> formers = new HashMap<>();
  private final Map<String, Set<String>> moved = new HashMap<>();

  /** Where the objects of each namespace come from; at the empty name where any come from. */
  private final Map<String, Set<String>> origins = new HashMap<>();

  /**
   * An object under a name it no longer has.
   *
   * @param origin the namespace in which it was first
   * @param namespace the one in which it is now
   */
  private record Former(
      Resource resource, Names names, String origin, String namespace, boolean everywhere) {
    /** Whether it was there first, and is in one of two places now; any place may be meant. */
    boolean came(String from, String place, String home) {
      return origin.equals(from)
          && (place.isEmpty() || namespace.equals(place) || namespace.equals(home));
    }
  }

  Referrals(Resources resources) {
    this.schemas = resources.schemas();
    for (Resource resource : resources) {
      String namespace = orDefault(resource.namespace());
      boolean cluster = resource.isClusterScoped(schemas);
      String origin = originOf(resource);
      origins.computeIfAbsent(namespace, n -> new HashSet<>(2)).add(origin);
      origins.computeIfAbsent("", n -> new HashSet<>()).add(origin);
      for (Names names : resource.earlierNames()) {
        formers
            .computeIfAbsent(names.name(), n -> new ArrayList<>(1))
            .add(new Former(resource, names, origin, namespace, cluster));
        moved.computeIfAbsent(orDefault(names.namespace()), n -> new HashSet<>(2)).add(namespace);
      }
    }
  }

  /** What {@code name} means in {@code referrer}; objects of other namespaces are out of sight. */
  Optional<Resource> find(String name, Gvk target, Resource referrer) {
    return choose(name, target, referrer, former -> isVisible(former, referrer));
  }

  /**
   * As {@link #find}, with the namespace stated beside the name. When objects came from a namespace
   * of that name, and moved with the referrer or stayed there, one of them is meant; otherwise one
   * that is there now.
   */
  Optional<Resource> findIn(String namespace, String name, Gvk target, Resource referrer) {
    String stated = orDefault(namespace);
    String place = placeOf(referrer);
    // What the referrer left is out of its sight.
    String home = !place.isEmpty() && originOf(referrer).equals(stated) ? place : stated;
    boolean came = comesFrom(place, stated) || comesFrom(home, stated);
    return choose(
        name,
        target,
        referrer,
        former ->
            former.everywhere
                || (came ? former.came(stated, place, home) : former.namespace.equals(stated)));
  }

  private boolean comesFrom(String place, String origin) {
    return origins.getOrDefault(place, Set.of()).contains(origin);
  }

  /** The namespace it is in now; empty for what is in none and sees all. */
  private String placeOf(Resource resource) {
    return resource.isClusterScoped(schemas) ? "" : orDefault(resource.namespace());
  }

  private Optional<Resource> choose(
      String name, Gvk target, Resource referrer, Predicate<Former> condition) {
    Set<Resource> found = new LinkedHashSet<>();
    for (Former former : formers.getOrDefault(name, List.of())) {
      boolean wanted = former.resource.hadKind(target) && isRoleMeant(referrer, former);
      if (wanted && condition.test(former)) {
        found.add(former.resource);
      }
    }
    return nearest(name, referrer, List.copyOf(found));
  }

  /**
   * Of several the one that went through the same layers. When several did nobody can tell which is
   * meant; a name that only objects of other layers had stays as it is written.
   */
  private static Optional<Resource> nearest(String name, Resource referrer, List<Resource> found) {
    if (found.size() < 2) {
      return found.stream().findFirst();
    }
    List<Resource> same =
        found.stream()
            .filter(other ->
                other.prefixes().equals(referrer.prefixes())
                    && other.suffixes().equals(referrer.suffixes()))
            .toList();
    if (same.size() > 1) {
      throw new InputException(
          referrer.origin().position(),
          "found multiple possible referrals for \"" + name + "\" in " + referrer + ": " + same,
          "State the namespace beside the name, or give the objects different names.");
    }
    List<Resource> near =
        same.isEmpty()
            ? found.stream().filter(other -> shareLayers(referrer, other)).toList()
            : same;
    return near.size() == 1 ? near.stream().findFirst() : Optional.empty();
  }

  private boolean isVisible(Former former, Resource referrer) {
    if (former.everywhere
        || referrer.isClusterScoped(schemas)
        || former.namespace.equals(orDefault(referrer.namespace()))) {
      return true;
    }
    return isBinding(referrer)
        && subjectNamespaces(referrer).contains(former.namespace)
        && shareLayers(referrer, former.resource);
  }

  /** Where the subjects of a binding live now, whichever namespace is written. */
  private Set<String> subjectNamespaces(Resource binding) {
    var namespaces = new HashSet<String>();
    for (JsonNode subject : binding.tree().path("subjects")) {
      String written = orDefault(subject.path("namespace").asString(""));
      namespaces.add(written);
      namespaces.addAll(moved.getOrDefault(written, Set.of()));
    }
    return namespaces;
  }

  private static boolean isBinding(Resource resource) {
    return resource.kind().equals("RoleBinding") || resource.kind().equals("ClusterRoleBinding");
  }

  /** A binding says which of the two kinds of role it means. */
  private static boolean isRoleMeant(Resource referrer, Former former) {
    String kind = former.resource.kind();
    boolean role = kind.equals("Role") || kind.equals("ClusterRole");
    return !role
        || !isBinding(referrer)
        || referrer.tree().path("roleRef").path("kind").asString("").equals(kind);
  }

  private static boolean shareLayers(Resource a, Resource b) {
    return endAlike(a.prefixes(), b.prefixes()) && endAlike(a.suffixes(), b.suffixes());
  }

  /** Whether the outer ones, which were added last, are the same. */
  private static boolean endAlike(List<String> a, List<String> b) {
    int common = Math.min(a.size(), b.size());
    return a.subList(a.size() - common, a.size()).equals(b.subList(b.size() - common, b.size()));
  }

  private static String originOf(Resource resource) {
    return orDefault(resource.originalNames().namespace());
  }

  private static String orDefault(String namespace) {
    return namespace.isEmpty() ? DEFAULT : namespace;
  }
}
