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
import tools.jackson.databind.JsonNode;

/** Empties namespaces that are being deleted, and gives every living one what pods need. */
final class NamespaceController {
  /** First what would make new objects while others are deleted. */
  private static final List<ResourceType> FIRST =
      List.of(ResourceType.DEPLOYMENTS, ResourceType.REPLICA_SETS, ResourceType.JOBS);

  /** What holds a namespace until it is empty. */
  private static final String OWN = "kubernetes";

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
      NamespaceContent left = empty(name);
      if (!left.isEmpty()) {
        tell(name, left);
      } else if (namespace
          .get()
          .at("/spec/finalizers")
          .valueStream()
          .anyMatch(NamespaceController::isOwn)) {
        cluster.finalizeNamespace(
            name, finalizers -> finalizers.stream().filter(f -> !f.equals(OWN)).toList());
      }
    } else {
      createServiceAccount(name);
      publisher.trust(name);
    }
  }

  private static boolean isOwn(JsonNode finalizer) {
    return finalizer.asString("").equals(OWN);
  }

  private void tell(String name, NamespaceContent left) {
    try {
      cluster.editStatus(
          ResourceType.NAMESPACES,
          ObjectName.cluster(name),
          tree -> left.tell(tree, cluster.clock().instant()),
          WriteOptions.by("namespace-controller"));
    } catch (ApiException e) {
      // It may go at this moment; what it would have been told then no longer matters.
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /** Deletes everything inside; answers what is left. */
  private NamespaceContent empty(String namespace) {
    FIRST.forEach(type -> deleteAll(type, namespace));
    var left = new NamespaceContent();
    for (ResourceType type : ResourceType.ALL) {
      if (type.isNamespaced()) {
        deleteAll(type, namespace);
        left.add(type.toString(), cluster.list(type, Selection.namespace(namespace)).items());
      }
    }
    return left;
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
