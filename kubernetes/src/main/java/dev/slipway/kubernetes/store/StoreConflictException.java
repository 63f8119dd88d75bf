package dev.slipway.kubernetes.store;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;

/** The object is not in the state that a write assumed: it changed, is gone, or exists already. */
public final class StoreConflictException extends RuntimeException {
  private final transient Optional<KubeObject> current;

  StoreConflictException(Key key, Optional<KubeObject> current) {
    super(key + (current.isPresent() ? " is at another version" : " does not exist"));
    this.current = current;
  }

  /** The object as it is now; empty when it does not exist. */
  public Optional<KubeObject> current() {
    return current;
  }
}
