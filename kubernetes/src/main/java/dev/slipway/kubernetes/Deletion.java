package dev.slipway.kubernetes;

import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what a deletion does to an object; pure.
 *
 * <p>An object goes at once unless something holds it: a pod's grace period, a finalizer, or, for a
 * namespace, its contents.
 */
final class Deletion {
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";
  private static final long DEFAULT_GRACE = 30;

  private Deletion() {}

  /** What to do. */
  sealed interface Decision {
    /** Take it out of the store. */
    record Remove() implements Decision {}

    /** Store this state instead. */
    record Mark(ObjectNode tree) implements Decision {}

    /** It is already as wanted. */
    record Leave() implements Decision {}
  }

  static Decision decide(ResourceType type, KubeObject object, DeleteOptions options, Instant now) {
    ObjectNode tree = object.copy();
    if (!type.equals(ResourceType.EVENTS)) {
      // Nothing depends on an event, and nobody is there to look for what does.
      setFinalizers(tree, finalizers(object, options));
    }
    long grace = type.equals(ResourceType.PODS) ? grace(object, options) : 0;
    boolean held = !KubeObject.of(tree).finalizers().isEmpty() || hasContents(type, object);
    if (grace == 0 && !held) {
      return new Decision.Remove();
    }
    mark(type, object, tree, grace, now);
    return tree.equals(object.tree()) ? new Decision.Leave() : new Decision.Mark(tree);
  }

  /** Whether an object that was changed has nothing left that holds it. */
  static boolean isFinished(ResourceType type, KubeObject object) {
    return object.isBeingDeleted()
        && object.finalizers().isEmpty()
        && !hasContents(type, object)
        && object.metadata().path("deletionGracePeriodSeconds").asLong(0) == 0;
  }

  private static boolean hasContents(ResourceType type, KubeObject object) {
    return type.equals(ResourceType.NAMESPACES) && !object.spec().path("finalizers").isEmpty();
  }

  private static void mark(
      ResourceType type, KubeObject object, ObjectNode tree, long grace, Instant now) {
    var metadata = (ObjectNode) tree.path("metadata");
    if (object.isBeingDeleted()) {
      long previous = object.metadata().path("deletionGracePeriodSeconds").asLong(0);
      if (grace >= previous) {
        return; // a grace period is shortened, never extended
      }
      Instant start = object.deletionTimestamp().orElse(now).minusSeconds(previous);
      Instant end = start.plusSeconds(grace);
      metadata.put("deletionTimestamp", Timestamps.seconds(end.isBefore(now) ? now : end));
    } else {
      metadata.put("deletionTimestamp", Timestamps.seconds(now.plusSeconds(grace)));
      if (object.generation() > 0) {
        metadata.put("generation", object.generation() + 1);
      }
    }
    metadata.put("deletionGracePeriodSeconds", grace);
    if (type.equals(ResourceType.NAMESPACES)) {
      metadata.remove("deletionGracePeriodSeconds");
      tree.withObject("/status").put("phase", "Terminating");
    }
  }

  /** A pod that never reached a node, or has ended, needs no grace. */
  private static long grace(KubeObject pod, DeleteOptions options) {
    String phase = pod.status().path("phase").asString("");
    if (pod.spec().path("nodeName").asString("").isEmpty()
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return 0;
    }
    long own = pod.spec().path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE);
    long wanted = options.graceSeconds().orElse(own);
    return wanted < 0 ? 1 : wanted;
  }

  private static List<String> finalizers(KubeObject object, DeleteOptions options) {
    var all = new ArrayList<>(object.finalizers());
    options
        .propagation()
        .ifPresent(policy -> {
          all.remove(ORPHAN);
          all.remove(FOREGROUND);
          if (policy == Propagation.ORPHAN) {
            all.add(ORPHAN);
          } else if (policy == Propagation.FOREGROUND) {
            all.add(FOREGROUND);
          }
        });
    return all;
  }

  private static void setFinalizers(ObjectNode tree, List<String> finalizers) {
    var metadata = (ObjectNode) tree.path("metadata");
    if (finalizers.isEmpty()) {
      metadata.remove("finalizers");
    } else {
      var array = metadata.putArray("finalizers");
      finalizers.forEach(array::add);
    }
  }
}
