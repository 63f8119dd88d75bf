package dev.slipway.kubernetes;

import dev.slipway.kubernetes.ResourceType.Trait;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import dev.slipway.manifest.defaults.Defaults;
import dev.slipway.manifest.validation.FieldProblem;
import dev.slipway.manifest.validation.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens to an object on its way into the store: system fields, defaults, rules.
 *
 * <p>It changes the tree it is given, which must belong to the caller.
 */
final class Admission {
  private static final int LONGEST_PREFIX = 58;
  private static final List<String> KEPT_ON_UPDATE =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generateName",
          "generation");

  private final ClusterSettings settings;
  private final PodAccount accounts;

  /**
   * @param accounts finds service accounts
   */
  Admission(ClusterSettings settings, Function<ObjectName, Optional<KubeObject>> accounts) {
    this.settings = settings;
    this.accounts = new PodAccount(accounts, settings.random(), settings.api());
  }

  /** Makes {@code tree} a new object; throws when it is not valid. */
  KubeObject create(ResourceType type, ObjectNode tree) {
    ObjectNode metadata = tree.withObject("/metadata");
    if (!metadata.path("resourceVersion").asString("").isEmpty()) {
      throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
    }
    generateName(metadata);
    dropNulls(metadata);
    metadata.remove(List.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"));
    metadata.remove(List.of("resourceVersion", "generation"));
    metadata.put("uid", newUid());
    metadata.put("creationTimestamp", Timestamps.seconds(settings.clock().instant()));
    if (type.has(Trait.GENERATION)) {
      metadata.put("generation", 1);
    }
    if (type.has(Trait.STATUS) && !type.equals(ResourceType.NODES)) {
      tree.remove("status");
    }
    tree.put("apiVersion", type.groupVersionKind().apiVersion()).put("kind", type.kind());
    if (type.equals(ResourceType.PODS) && tree.path("spec").isObject()) {
      PodPriority.complete(tree);
      accounts.complete(tree);
    }
    Defaults.apply(tree);
    Integers.shrink(tree);
    KubeObject object = KubeObject.of(tree);
    var problems = new ArrayList<>(Validation.ofNew(object));
    if (type.equals(ResourceType.PODS)) {
      problems.addAll(EphemeralContainers.ofNew(object.spec()));
    }
    refuse(type, object, problems);
    return object;
  }

  /** Makes {@code tree} the next state of {@code old}. */
  KubeObject update(ResourceType type, ObjectNode tree, KubeObject old) {
    keepSystemFields(tree, old);
    if (type.has(Trait.STATUS)) {
      replace(tree, "status", old.tree().get("status"));
    }
    KubeObject next = finish(type, tree, old);
    if (type.equals(ResourceType.PODS)) {
      refuse(type, next, EphemeralContainers.unchanged(next.spec(), old.spec()));
    }
    return next;
  }

  /** Makes the debuggers' containers of {@code tree} those of {@code old}'s next state. */
  KubeObject updateEphemeral(ResourceType type, ObjectNode tree, KubeObject old) {
    ObjectNode next = old.copy();
    EphemeralContainers.put(next, tree);
    takeManagers(next, tree);
    KubeObject finished = finish(type, next, old);
    refuse(type, finished, EphemeralContainers.added(finished.spec(), old.spec()));
    return finished;
  }

  /** Makes the status of {@code tree} the status of {@code old}'s next state. */
  KubeObject updateStatus(ResourceType type, ObjectNode tree, KubeObject old) {
    ObjectNode next = old.copy();
    replace(next, "status", tree.get("status"));
    takeManagers(next, tree);
    return finish(type, next, old);
  }

  private static void takeManagers(ObjectNode next, ObjectNode tree) {
    JsonNode managed = tree.path("metadata").get("managedFields");
    if (managed != null) {
      ((ObjectNode) next.path("metadata")).set("managedFields", managed);
    }
  }

  private KubeObject finish(ResourceType type, ObjectNode tree, KubeObject old) {
    tree.put("apiVersion", type.groupVersionKind().apiVersion()).put("kind", type.kind());
    dropNulls((ObjectNode) tree.path("metadata"));
    Defaults.apply(tree);
    Integers.shrink(tree);
    KubeObject object = KubeObject.of(tree);
    boolean same = sameSpecification(object, old);
    // What was stored under older rules may still be written to.
    refuse(
        type, object, same ? Validation.ofMetadata(object, old) : Validation.ofChange(object, old));
    if (type.has(Trait.GENERATION) && !same) {
      ((ObjectNode) tree.path("metadata")).put("generation", old.generation() + 1);
    }
    return object;
  }

  /** Everything but metadata and status is specification. */
  private static boolean sameSpecification(KubeObject a, KubeObject b) {
    var left = a.tree().deepCopy();
    var right = b.tree().deepCopy();
    left.remove(List.of("metadata", "status"));
    right.remove(List.of("metadata", "status"));
    return left.equals(right);
  }

  private static void keepSystemFields(ObjectNode tree, KubeObject old) {
    ObjectNode metadata = tree.withObject("/metadata");
    for (String field : KEPT_ON_UPDATE) {
      replace(metadata, field, old.metadata().get(field));
    }
    metadata.put("resourceVersion", old.resourceVersion());
    metadata.remove("selfLink");
  }

  private static void replace(
      ObjectNode tree, String field, @org.jspecify.annotations.Nullable JsonNode value) {
    if (value == null) {
      tree.remove(field);
    } else {
      tree.set(field, value.deepCopy());
    }
  }

  private static void dropNulls(ObjectNode metadata) {
    metadata.removeNulls();
    for (String map : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      if (metadata.path(map).isContainer() && metadata.path(map).isEmpty()) {
        metadata.remove(map);
      }
    }
  }

  private void generateName(ObjectNode metadata) {
    String prefix = metadata.path("generateName").asString("");
    if (metadata.path("name").asString("").isEmpty() && !prefix.isEmpty()) {
      String base = prefix.length() > LONGEST_PREFIX ? prefix.substring(0, LONGEST_PREFIX) : prefix;
      metadata.put("name", base + Names.suffix(settings.random()));
    }
  }

  /** A version 4 UUID from the injected source of randomness. */
  private String newUid() {
    long high = (settings.random().nextLong() & 0xffffffffffff0fffL) | 0x4000L;
    long low = (settings.random().nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new java.util.UUID(high, low).toString();
  }

  private static void refuse(ResourceType type, KubeObject object, List<FieldProblem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    throw ApiException.invalid(
        type.groupVersionKind(),
        object.name(),
        problems.stream()
            .map(p -> new ApiException.Cause(p.reason().wireName(), p.message(), p.field()))
            .toList());
  }

  /** Whether the name was generated, so that a clash is nobody's mistake. */
  static boolean isGenerated(KubeObject wanted) {
    return wanted.name().isEmpty()
        && !wanted.metadata().path("generateName").asString("").isEmpty();
  }

  static Optional<Long> version(KubeObject object) {
    String text = object.resourceVersion();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("invalid resource version \"" + text + "\"");
    }
  }
}
