package dev.slipway.kubernetes.api;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.ObjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Mints tokens for service accounts; whoever issues identities implements it. */
@FunctionalInterface
public interface ServiceAccountTokens {

  /** A cluster that issues none; requests are refused by name. */
  ServiceAccountTokens NONE =
      (account, audiences, seconds) -> {
        throw new ApiException(
            405,
            "MethodNotAllowed",
            "this cluster issues no service account tokens",
            Optional.empty());
      };

  /**
   * A new token.
   *
   * @param audiences who may accept it; empty for the API server itself
   * @param seconds how long it should live
   */
  Token mint(ObjectName account, List<String> audiences, long seconds);

  /** A token and when it ends; not shown in logs. */
  record Token(String value, Instant expires) {
    @Override
    public String toString() {
      return "Token[until " + expires + "]";
    }
  }
}
