package dev.slipway.node.volume;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.Optional;

/** Mints tokens of pods' service accounts; whoever issues identities implements it. */
@FunctionalInterface
public interface PodTokens {
  /** A node whose pods get none. */
  PodTokens NONE =
      (pod, audience, seconds) -> {
        throw new ApiException(
            405,
            "MethodNotAllowed",
            "this node issues no service account tokens",
            Optional.empty());
      };

  /**
   * A new token of the pod's account, bound to the pod.
   *
   * @param audience who may accept it; empty for the cluster's API
   * @param seconds how long it should live
   * @throws ApiException when the account is not there (yet)
   */
  Issued mint(KubeObject pod, String audience, long seconds);

  /** A token and when it ends; not shown in logs. */
  record Issued(String value, Instant expires) {
    @Override
    public String toString() {
      return "Issued[until " + expires + "]";
    }
  }
}
