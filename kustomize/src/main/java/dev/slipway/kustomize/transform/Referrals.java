package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.resource.Names;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the object a name means, by all the names objects had in the course of the build. */
final class Referrals {
  private final Map<String, List<Resource>> byName = new HashMap<>();
  private final KindSchemas schemas;

  Referrals(Resources resources) {
    this.schemas = resources.schemas();
    for (Resource resource : resources) {
      resource
          .allNames()
          .map(Names::name)
          .distinct()
          .forEach(name -> byName.computeIfAbsent(name, n -> new ArrayList<>(1)).add(resource));
    }
  }

  /** The object of that name, wherever it is. */
  Optional<Resource> findAnywhere(String name, Gvk target, Resource referrer) {
    return choose(candidates(name, target, referrer), referrer, name);
  }

  /** The object of that name which {@code referrer} can see. */
  Optional<Resource> find(String name, Gvk target, Resource referrer) {
    List<Resource> candidates = candidates(name, target, referrer);
    return choose(keep(candidates, candidate -> sees(referrer, candidate)), referrer, name);
  }

  /** The object of that name which was or is in {@code namespace}. */
  Optional<Resource> findIn(String namespace, String name, Gvk target, Resource referrer) {
    List<Resource> candidates = candidates(name, target, referrer);
    return choose(
        keep(candidates, candidate -> wasCalled(candidate, namespace, name)), referrer, name);
  }

  /** Objects that no step touched keep all references to them as they are. */
  private List<Resource> candidates(String name, Gvk target, Resource referrer) {
    return keep(
        byName.getOrDefault(name, List.of()),
        candidate ->
            !candidate.earlierNames().isEmpty()
                && matches(target, candidate)
                && allowedByRole(referrer, candidate));
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

  private boolean sees(Resource referrer, Resource candidate) {
    if (referrer.isClusterScoped(schemas) || candidate.isClusterScoped(schemas)) {
      return true;
    }
    return namespace(referrer.namespace()).equals(namespace(candidate.namespace()));
  }

  private static boolean wasCalled(Resource candidate, String namespace, String name) {
    return candidate
        .allNames()
        .anyMatch(
            names -> names.name().equals(name) && namespace(names.namespace()).equals(namespace));
  }

  private static String namespace(String stated) {
    return stated.isEmpty() ? "default" : stated;
  }

  /** Of several objects the one that went through the same layers as the referrer is meant. */
  private static Optional<Resource> choose(
      List<Resource> candidates, Resource referrer, String name) {
    if (candidates.size() < 2) {
      return candidates.stream().findFirst();
    }
    List<Resource> related =
        keep(
            candidates,
            candidate ->
                related(candidate.prefixes(), referrer.prefixes())
                    && related(candidate.suffixes(), referrer.suffixes()));
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

  private static boolean related(List<String> a, List<String> b) {
    return a.equals(b);
  }

  private static List<Resource> keep(List<Resource> list, Predicate<Resource> condition) {
    return list.stream().filter(condition).toList();
  }
}
