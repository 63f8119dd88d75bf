package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes what lost its last owner, and lets owners go that wait for their dependents (foreground)
 * or for their release (orphan).
 */
final class GarbageCollector {
  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";
  private static final WriteOptions BY = WriteOptions.by("garbage-collector");

  /** One object of the cluster. */
  record Item(ResourceType type, ObjectName name) {}

  /** Finds the objects that name an owner. */
  @FunctionalInterface
  interface Dependents {
    /** Those that name this owner, as of every write made before the call. */
    List<KubeObject> of(KubeObject owner);
  }

  private final Cluster cluster;
  private final Dependents dependents;

  GarbageCollector(Cluster cluster, Dependents dependents) {
    this.cluster = cluster;
    this.dependents = dependents;
  }

  void reconcile(Item item) {
    Optional<KubeObject> found = cluster.find(item.type(), item.name());
    if (found.isEmpty()) {
      return;
    }
    KubeObject object = found.get();
    if (object.isBeingDeleted() && object.finalizers().contains(ORPHAN)) {
      releaseDependents(object);
      removeFinalizer(item.type(), object, ORPHAN);
    } else if (object.isBeingDeleted() && object.finalizers().contains(FOREGROUND)) {
      deleteDependents(item.type(), object);
    } else if (!object.isBeingDeleted()) {
      judge(item.type(), object);
    }
  }

  /** Deletes an object none of whose owners exists, or drops the owners that do not. */
  private void judge(ResourceType type, KubeObject object) {
    var dangling = new ArrayList<OwnerReference>();
    boolean owned = false;
    boolean awaited = false;
    for (OwnerReference reference : object.ownerReferences()) {
      Optional<KubeObject> owner = find(object, reference);
      if (owner.isEmpty()) {
        dangling.add(reference);
      } else if (isAwaiting(owner.get()) && reference.blockOwnerDeletion()) {
        awaited = true;
      } else {
        owned = true;
      }
    }
    if (owned) {
      if (!dangling.isEmpty()) {
        drop(type, object, dangling);
      }
    } else if (awaited) {
      Deletions.delete(cluster, type, object, Propagation.FOREGROUND);
    } else if (!dangling.isEmpty()) {
      Deletions.delete(cluster, type, object, Propagation.BACKGROUND);
    }
  }

  private static boolean isAwaiting(KubeObject owner) {
    return owner.isBeingDeleted() && owner.finalizers().contains(FOREGROUND);
  }

  /** The owner as stored; an owner lives in the same namespace or is cluster-wide. */
  private Optional<KubeObject> find(KubeObject object, OwnerReference reference) {
    var kind = GroupVersionKind.of(reference.apiVersion(), reference.kind());
    Optional<ResourceType> type = ResourceType.of(kind);
    if (type.isEmpty()) {
      // A kind that is not stored here cannot be judged: the object stays.
      return Optional.of(object);
    }
    String namespace = type.get().isNamespaced() ? object.namespace() : "";
    return cluster
        .find(type.get(), new ObjectName(namespace, reference.name()))
        .filter(o -> o.uid().equals(reference.uid()));
  }

  private void drop(ResourceType type, KubeObject object, List<OwnerReference> dangling) {
    edit(
        type, object, tree -> dangling.forEach(reference -> Owners.release(tree, reference.uid())));
  }

  private void releaseDependents(KubeObject owner) {
    for (KubeObject dependent : dependents.of(owner)) {
      typeOf(dependent)
          .ifPresent(type -> edit(type, dependent, tree -> Owners.release(tree, owner.uid())));
    }
  }

  private void deleteDependents(ResourceType type, KubeObject owner) {
    boolean blocked = false;
    for (KubeObject dependent : dependents.of(owner)) {
      blocked |=
          dependent.ownerReferences().stream()
              .anyMatch(r -> r.uid().equals(owner.uid()) && r.blockOwnerDeletion());
      if (!dependent.isBeingDeleted()) {
        Propagation policy =
            dependents.of(dependent).isEmpty() ? Propagation.BACKGROUND : Propagation.FOREGROUND;
        typeOf(dependent).ifPresent(t -> Deletions.delete(cluster, t, dependent, policy));
      }
    }
    if (!blocked) {
      removeFinalizer(type, owner, FOREGROUND);
    }
  }

  private void removeFinalizer(ResourceType type, KubeObject object, String finalizer) {
    edit(
        type,
        object,
        tree -> {
          var kept = KubeObject.of(tree).finalizers().stream().filter(f -> !f.equals(finalizer));
          var list = tree.withObject("/metadata").putArray("finalizers");
          kept.forEach(list::add);
        });
  }

  /** Edits exactly this incarnation; one already gone needs nothing. */
  private void edit(
      ResourceType type, KubeObject object, java.util.function.Consumer<ObjectNode> change) {
    try {
      cluster.edit(
          type,
          object.objectName(),
          tree -> {
            if (KubeObject.of(tree).uid().equals(object.uid())) {
              change.accept(tree);
            }
          },
          BY);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private static Optional<ResourceType> typeOf(KubeObject object) {
    return ResourceType.of(object.groupVersionKind());
  }
}
