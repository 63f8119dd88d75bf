package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.List;
import java.util.Optional;

/** Empties namespaces that are being deleted, and gives every living one what pods need. */
final class NamespaceController {
  /** First what would make new objects while others are deleted. */
  private static final List<ResourceType> FIRST =
      List.of(ResourceType.DEPLOYMENTS, ResourceType.REPLICA_SETS, ResourceType.JOBS);

  private final Cluster cluster;
  private final ApiPublisher publisher;

  NamespaceController(Cluster cluster, ApiPublisher publisher) {
    this.cluster = cluster;
    this.publisher = publisher;
  }

  void reconcile(String name) {
    Optional<KubeObject> namespace =
        cluster.find(ResourceType.NAMESPACES, ObjectName.cluster(name));
    if (namespace.isEmpty()) {
      return;
    }
    if (namespace.get().isBeingDeleted()) {
      if (empty(name)) {
        cluster.finalizeNamespace(name);
      }
    } else {
      createServiceAccount(name);
      publisher.trust(name);
    }
  }

  /** Deletes everything inside; true when nothing is left. */
  private boolean empty(String namespace) {
    FIRST.forEach(type -> deleteAll(type, namespace));
    boolean empty = true;
    for (ResourceType type : ResourceType.ALL) {
      if (type.isNamespaced()) {
        deleteAll(type, namespace);
        empty &= cluster.list(type, Selection.namespace(namespace)).items().isEmpty();
      }
    }
    return empty;
  }

  private void deleteAll(ResourceType type, String namespace) {
    for (KubeObject object : cluster.list(type, Selection.namespace(namespace)).items()) {
      if (!object.isBeingDeleted()) {
        Deletions.delete(cluster, type, object, Propagation.BACKGROUND);
      }
    }
  }

  private void createServiceAccount(String namespace) {
    var name = new ObjectName(namespace, "default");
    if (cluster.find(ResourceType.SERVICE_ACCOUNTS, name).isPresent()) {
      return;
    }
    try {
      cluster.create(
          ResourceType.SERVICE_ACCOUNTS,
          KubeObject.create(ResourceType.SERVICE_ACCOUNTS.groupVersionKind(), name, tree -> {}),
          WriteOptions.by("serviceaccount-controller"));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }
}
