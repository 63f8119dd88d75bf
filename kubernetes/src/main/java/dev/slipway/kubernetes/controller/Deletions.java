package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;

/** Deletes exactly the object that was seen. */
final class Deletions {
  private Deletions() {}

  /** Deletes this incarnation of the object; one already gone or replaced is fine. */
  static void delete(
      Cluster cluster, ResourceType type, KubeObject object, Propagation propagation) {
    try {
      var options = DeleteOptions.propagate(propagation).onlyUid(object.uid());
      cluster.delete(type, object.objectName(), options);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
