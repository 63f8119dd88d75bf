package dev.slipway.kubernetes.api;

import dev.slipway.http.Principal;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Mints and recognises tokens of service accounts; whoever issues identities implements it. */
public interface ServiceAccountTokens {

  /** A cluster that issues none; requests are refused by name. */
  ServiceAccountTokens NONE =
      new ServiceAccountTokens() {
        @Override
        public Token mint(Wanted wanted) {
          throw new ApiException(
              405,
              "MethodNotAllowed",
              "this cluster issues no service account tokens",
              Optional.empty());
        }

        @Override
        public Optional<Recognised> recognise(String token, List<String> audiences) {
          return Optional.empty();
        }

        @Override
        public Optional<Published> published() {
          return Optional.empty();
        }
      };

  /** A new token. */
  Token mint(Wanted wanted);

  /**
   * Whose token this is; empty when it is not one, has ended, or what it is bound to is gone.
   *
   * @param audiences of which it must be for one; empty for the API server itself
   */
  Optional<Recognised> recognise(String token, List<String> audiences);

  /**
   * What kind of token.
   *
   * @param account the ServiceAccount
   * @param audiences who may accept it; empty for the API server itself
   * @param seconds how long it should live
   * @param bound ends with this object; empty when it ends with the account
   */
  record Wanted(
      KubeObject account, List<String> audiences, long seconds, Optional<KubeObject> bound) {
    public Wanted {
      audiences = List.copyOf(audiences);
    }
  }

  /** By what others verify the tokens; empty when none are issued. */
  Optional<Published> published();

  /**
   * What is published of the issuer.
   *
   * @param issuer as tokens name it
   * @param keys its public keys, a JSON Web Key Set
   */
  record Published(String issuer, String keys) {}

  /**
   * Whose token, and which of the audiences it is for.
   *
   * @param principal with the account's {@code uid} among its attributes, and below {@code extra/}
   *     what Kubernetes tells besides
   */
  record Recognised(Principal principal, List<String> audiences) {
    public Recognised {
      audiences = List.copyOf(audiences);
    }
  }

  /** A token and when it ends; not shown in logs. */
  record Token(String value, Instant expires) {
    @Override
    public String toString() {
      return "Token[until " + expires + "]";
    }
  }
}
