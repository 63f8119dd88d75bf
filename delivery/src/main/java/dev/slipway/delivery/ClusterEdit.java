package dev.slipway.delivery;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;
import java.util.function.Function;

/** Port: writes to a cluster on behalf of {@code system:slipway-delivery}. */
public interface ClusterEdit {
  /**
   * Creates or replaces an object.
   *
   * @param name an object of the same kind and name; its content does not matter
   * @param next makes the object to store from the one that is there; empty to leave it alone.
   *     Asked again when somebody else was faster
   * @return whether something was stored
   * @throws ClusterRefusedException when the cluster refuses
   */
  boolean write(KubeObject name, Function<Optional<KubeObject>, Optional<KubeObject>> next);
}
