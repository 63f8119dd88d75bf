package dev.slipway.kustomize.resource;

import dev.slipway.kustomize.config.Gvk;
import org.jspecify.annotations.Nullable;

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

  // As records have it; written out because Java makes classes for it when it first runs.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof ResourceId other
        && gvk.equals(other.gvk)
        && namespace.equals(other.namespace)
        && name.equals(other.name);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * gvk.hashCode() + namespace.hashCode()) + name.hashCode();
  }
}
