package dev.slipway.kubernetes.store;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;

/** Looks up single objects. */
@FunctionalInterface
public interface ObjectReader {
  Optional<KubeObject> find(Key key);
}
