package dev.slipway.identity.oidc;

/** An ID token that does not hold: forged, expired, of another issuer or for another audience. */
public final class TokenRefused extends RuntimeException {
  public TokenRefused(String message) {
    super(message);
  }
}
