package dev.slipway.kubernetes.store;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;

/**
 * One committed change.
 *
 * @param version the global version it made; strictly increasing
 * @param object the object after the change; for a removal its last state, at {@code version}
 * @param previous the object before the change; empty when it was created
 */
public record StoreEvent(
    long version, Kind kind, KubeObject object, Optional<KubeObject> previous) {
  /** What happened. */
  public enum Kind {
    ADDED,
    MODIFIED,
    DELETED
  }
}
