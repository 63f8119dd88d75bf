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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Finds the object a name means, by all the names objects had in the course of the build. */
final class Referrals {
  /** Stands for the namespace of objects that live in none; no namespace is called so. */
  private static final String NOWHERE = "*";

  private final Map<String, List<Resource>> byName = new HashMap<>();

  /** For every namespace that objects were written for, the namespaces those are in now. */
  private final Map<String, Set<String>> presentByOriginal = new HashMap<>();

  private final KindSchemas schemas;

  Referrals(Resources resources) {
    this.schemas = resources.schemas();
    for (Resource resource : resources) {
      presentByOriginal
          .computeIfAbsent(original(resource), n -> new HashSet<>())
          .add(present(resource));
      resource.earlierNames().stream()
          .map(Names::name)
          .distinct()
          .forEach(name -> byName.computeIfAbsent(name, n -> new ArrayList<>(1)).add(resource));
    }
  }

  /** The object of that name which {@code referrer} can see. */
  Optional<Resource> find(String name, Gvk target, Resource referrer) {
    return choose(candidates(name, target, referrer), referrer, name);
  }

  /**
   * The object of that name in {@code namespace}, as namespaces were written; where nothing was
   * written for that namespace, as they are now.
   */
  Optional<Resource> findIn(String namespace, String name, Gvk target, Resource referrer) {
    Set<String> visible = visibleNamespaces(referrer);
    boolean asWritten =
        presentByOriginal.getOrDefault(namespace, Set.of()).stream()
            .anyMatch(present -> visible.isEmpty() || visible.contains(present));
    return choose(
        keep(
            candidates(name, target, referrer),
            candidate -> (asWritten ? original(candidate) : present(candidate)).equals(namespace)),
        referrer,
        name);
  }

  /** Only earlier names are looked for: references by the present one are right already. */
  private List<Resource> candidates(String name, Gvk target, Resource referrer) {
    List<Resource> named = byName.getOrDefault(name, List.of());
    if (named.isEmpty()) {
      return named;
    }
    Set<String> visible = visibleNamespaces(referrer);
    return keep(
        named,
        candidate ->
            matches(target, candidate)
                && allowedByRole(referrer, candidate)
                && (visible.isEmpty() || visible.contains(present(candidate)))
                && (isNear(referrer, candidate) || sameLayers(referrer, candidate)));
  }

  /** The namespaces of what an object can refer to, with none for all that live in none. */
  private Set<String> visibleNamespaces(Resource referrer) {
    if (referrer.isClusterScoped(schemas)) {
      return Set.of();
    }
    var visible = new HashSet<>(Set.of(NOWHERE, present(referrer)));
    if (referrer.kind().equals("RoleBinding")) {
      for (JsonNode subject : referrer.tree().path("subjects")) {
        if (subject.path("namespace").isString()) {
          visible.add(subject.path("namespace").stringValue());
        }
      }
    }
    return visible;
  }

  /** Through the namespaces of its subjects a role binding sees only objects of its own layers. */
  private boolean isNear(Resource referrer, Resource candidate) {
    String present = present(candidate);
    return referrer.isClusterScoped(schemas)
        || present.equals(NOWHERE)
        || present.equals(present(referrer));
  }

  private static boolean sameLayers(Resource referrer, Resource candidate) {
    return related(candidate.prefixes(), referrer.prefixes())
        && related(candidate.suffixes(), referrer.suffixes());
  }

  private String original(Resource resource) {
    return namespace(resource, resource.originalNames());
  }

  private String present(Resource resource) {
    return namespace(resource, resource.names());
  }

  private String namespace(Resource resource, Names names) {
    if (resource.isClusterScoped(schemas)) {
      return NOWHERE;
    }
    return names.namespace().isEmpty() ? "default" : names.namespace();
  }

  private static boolean matches(Gvk target, Resource candidate) {
    Gvk gvk = candidate.gvk();
    return candidate
        .allNames()
        .anyMatch(names -> target.selects(new Gvk(gvk.group(), gvk.version(), names.kind())));
  }

  /** A role binding says itself which kind of role it means. */
  private static boolean allowedByRole(Resource referrer, Resource candidate) {
    String kind = candidate.kind();
    if (!kind.equals("Role") && !kind.equals("ClusterRole")) {
      return true;
    }
    String wanted = referrer.tree().path("roleRef").path("kind").asString("");
    return wanted.isEmpty() || wanted.equals(kind);
  }

  /** Of several objects the one that went through the same layers as the referrer is meant. */
  private static Optional<Resource> choose(
      List<Resource> candidates, Resource referrer, String name) {
    if (candidates.size() < 2) {
      return candidates.stream().findFirst();
    }
    List<Resource> related = keep(candidates, candidate -> sameLayers(referrer, candidate));
    if (related.size() < 2) {
      return related.stream().findFirst();
    }
    long names = related.stream().map(Resource::name).distinct().count();
    if (names == 1) {
      return related.stream().findFirst();
    }
    throw new InputException(
        referrer.origin().position(),
        "found multiple possible referrals: \""
            + name
            + "\" in "
            + referrer
            + " may be any of "
            + related,
        "Give the objects different names.");
  }

  /** Whether the outer layers, those added last, are the same. */
  private static boolean related(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() && b.isEmpty();
    }
    int shared = Math.min(a.size(), b.size());
    return a.subList(a.size() - shared, a.size()).equals(b.subList(b.size() - shared, b.size()));
  }

  private static List<Resource> keep(List<Resource> list, Predicate<Resource> condition) {
    return list.stream().filter(condition).toList();
  }
}
