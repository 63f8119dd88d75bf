package dev.slipway.kubernetes.store;

import dev.slipway.manifest.ObjectName;

/**
 * Where an object is stored.
 *
 * @param resource the storage resource, such as {@code pods} or {@code deployments.apps}
 */
public record Key(String resource, ObjectName name) {
  @Override
  public String toString() {
    return resource + " " + name;
  }
}
