/**
 * The instance as an OpenID Connect issuer, and the verification of ID tokens of any issuer.
 *
 * <p>Only RS256 and ES256 are accepted, only with a key that the issuer published.
 */
@NullMarked
package dev.slipway.identity.oidc;

import org.jspecify.annotations.NullMarked;
