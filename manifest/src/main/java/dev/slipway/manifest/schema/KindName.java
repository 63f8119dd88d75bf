package dev.slipway.manifest.schema;

import org.jspecify.annotations.Nullable;

/**
 * A kind with its API version, as an object states them.
 *
 * @param apiVersion {@code v1} or {@code group/version}
 */
public record KindName(String apiVersion, String kind) {
  /** Reads {@code apiVersion/kind}. */
  static KindName parse(String text) {
    int slash = text.lastIndexOf('/');
    return new KindName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return apiVersion + "/" + kind;
  }

  // As records have it; written out because Java makes classes for it when it first runs.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof KindName other
        && apiVersion.equals(other.apiVersion)
        && kind.equals(other.kind);
  }

  @Override
  public int hashCode() {
    return 31 * apiVersion.hashCode() + kind.hashCode();
  }
}
