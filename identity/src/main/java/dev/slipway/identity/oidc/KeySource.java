package dev.slipway.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import java.util.Optional;

/** Where an issuer's keys come from. */
@FunctionalInterface
public interface KeySource {
  /**
   * The public key of this id.
   *
   * @throws TokenRefused when the issuer cannot be asked
   */
  Optional<JWK> key(String keyId);
}
