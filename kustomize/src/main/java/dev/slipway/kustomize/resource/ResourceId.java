package dev.slipway.kustomize.resource;

import dev.slipway.kustomize.config.Gvk;

/**
 * What tells an object from all others of a build.
 *
 * @param namespace empty for objects that live in none; {@code default} where none is stated
 */
public record ResourceId(Gvk gvk, String namespace, String name) {
  static final String DEFAULT_NAMESPACE = "default";

  /** {@code Deployment.v1.apps/web.shop}, as messages name objects. */
  @Override
  public String toString() {
    return gvk + "/" + name + "." + (namespace.isEmpty() ? "[noNs]" : namespace);
  }
}
