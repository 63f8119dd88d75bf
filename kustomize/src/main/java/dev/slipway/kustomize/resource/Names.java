package dev.slipway.kustomize.resource;

import org.jspecify.annotations.Nullable;

/** What an object was called at some point of a build; the namespace is as stated. */
public record Names(String kind, String namespace, String name) {
  // As records have it; written out because Java makes classes for it when it first runs.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Names other
        && kind.equals(other.kind)
        && namespace.equals(other.namespace)
        && name.equals(other.name);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + namespace.hashCode()) + name.hashCode();
  }
}
