package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.OwnerReference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who owns what. */
final class Owners {
  private Owners() {}

  static boolean isControlledBy(KubeObject object, String uid) {
    return object.controller().filter(o -> o.uid().equals(uid)).isPresent();
  }

  /** The same object, controlled by {@code owner}. */
  static KubeObject adopted(KubeObject object, KubeObject owner) {
    return object.edited(tree -> control(tree, owner));
  }

  /** Lets {@code owner} control the object. */
  static void control(ObjectNode tree, KubeObject owner) {
    tree.withObject("/metadata")
        .withArray("/ownerReferences")
        .add(OwnerReference.controllerOf(owner).toTree());
  }

  /** The same object without this owner. */
  static KubeObject released(KubeObject object, String uid) {
    return object.edited(tree -> release(tree, uid));
  }

  static void release(ObjectNode tree, String uid) {
    ArrayNode owners = tree.withArray("/metadata/ownerReferences");
    for (int i = owners.size() - 1; i >= 0; i--) {
      if (owners.get(i).path("uid").asString("").equals(uid)) {
        owners.remove(i);
      }
    }
    if (owners.isEmpty()) {
      tree.withObject("/metadata").remove("ownerReferences");
    }
  }
}
