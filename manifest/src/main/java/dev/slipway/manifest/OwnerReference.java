package dev.slipway.manifest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code metadata.ownerReferences}.
 *
 * @param controller whether the owner is the managing controller; at most one is
 * @param blockOwnerDeletion whether a foreground deletion of the owner waits for this object
 */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {

  static OwnerReference of(JsonNode node) {
    return new OwnerReference(
        node.path("apiVersion").asString(""),
        node.path("kind").asString(""),
        node.path("name").asString(""),
        node.path("uid").asString(""),
        node.path("controller").asBoolean(false),
        node.path("blockOwnerDeletion").asBoolean(false));
  }

  /** The reference by which {@code owner} controls an object and waits for it when deleted. */
  public static OwnerReference controllerOf(KubeObject owner) {
    return new OwnerReference(
        owner.apiVersion(), owner.kind(), owner.name(), owner.uid(), true, true);
  }

  /** As it is written in {@code metadata.ownerReferences}. */
  public ObjectNode toTree() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("apiVersion", apiVersion).put("kind", kind).put("name", name).put("uid", uid);
    if (controller) {
      node.put("controller", true);
    }
    if (blockOwnerDeletion) {
      node.put("blockOwnerDeletion", true);
    }
    return node;
  }
}
