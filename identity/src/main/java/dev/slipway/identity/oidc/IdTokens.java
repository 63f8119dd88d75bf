package dev.slipway.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Verifies ID tokens: algorithm from a list of two, key by id, exact issuer and audience, time with
 * at most {@link #SKEW} of difference between clocks.
 *
 * <p>The kind of key decides which verifier is used, never the token's header alone: a public key
 * cannot be taken for the secret of an HMAC.
 */
public final class IdTokens {
  static final Duration SKEW = Duration.ofSeconds(60);
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
  private static final int MAX_LENGTH = 32 << 10;

  private final Clock clock;

  public IdTokens(Clock clock) {
    this.clock = clock;
  }

  /**
   * The claims of a token that holds.
   *
   * @param expectedIssuer the exact value of {@code iss}
   * @param audiences of which one must be in {@code aud}
   * @throws TokenRefused otherwise, saying why
   */
  public JsonNode verify(
      String token, String expectedIssuer, Set<String> audiences, KeySource keys) {
    var jws = parse(token);
    var algorithm = jws.getHeader().getAlgorithm();
    if (!ALGORITHMS.contains(algorithm)) {
      throw new TokenRefused(
          "The token's algorithm '" + algorithm + "' is not accepted; it must be RS256 or ES256.");
    }
    var claims = claims(jws);
    if (!claims.path("iss").asString("").equals(expectedIssuer)) {
      throw new TokenRefused("Issuer in ID Token does not match the expected ones.");
    }
    verifySignature(jws, keys);
    requireAudience(claims, audiences);
    requireTime(claims);
    return claims;
  }

  private static JWSObject parse(String token) {
    if (token.length() > MAX_LENGTH) {
      throw new TokenRefused("The token is longer than " + MAX_LENGTH + " bytes.");
    }
    try {
      // Refuses alg=none by itself: that is no JWS.
      return JWSObject.parse(token);
    } catch (ParseException e) {
      throw new TokenRefused("The token is not a signed JWT.");
    }
  }

  private static JsonNode claims(JWSObject jws) {
    try {
      var claims = Json.parse(jws.getPayload().toBytes(), "token");
      if (claims.isObject()) {
        return claims;
      }
    } catch (InputException e) {
      throw new TokenRefused("The token's claims are not JSON.");
    }
    throw new TokenRefused("The token's claims are not an object.");
  }

  private static void verifySignature(JWSObject jws, KeySource keys) {
    String keyId = jws.getHeader().getKeyID() == null ? "" : jws.getHeader().getKeyID();
    var key =
        keys.key(keyId)
            .orElseThrow(() ->
                new TokenRefused("The issuer has no key with the token's kid '" + keyId + "'."));
    try {
      if (!jws.verify(verifier(key))) {
        throw new TokenRefused("The token's signature is not valid.");
      }
    } catch (JOSEException e) {
      throw new TokenRefused("The token's signature does not fit the issuer's key.");
    }
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
      case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
      default -> throw new JOSEException("neither RSA nor EC");
    };
  }

  private static void requireAudience(JsonNode claims, Set<String> audiences) {
    var given = claims.path("aud");
    Set<String> found =
        (given.isArray() ? given.valueStream() : Stream.of(given))
            .map(a -> a.asString(""))
            .collect(Collectors.toSet());
    if (found.stream().noneMatch(audiences::contains)) {
      throw new TokenRefused(
          "The audience in ID Token "
              + found.stream().sorted().toList()
              + " does not match the expected audience "
              + audiences.stream().sorted().toList()
              + ".");
    }
  }

  private void requireTime(JsonNode claims) {
    Instant now = clock.instant();
    if (!claims.path("exp").isNumber() || !claims.path("iat").isNumber()) {
      throw new TokenRefused("The token lacks exp or iat.");
    }
    if (!now.isBefore(at(claims, "exp").plus(SKEW))) {
      throw new TokenRefused("ID Token is expired: it ended at " + at(claims, "exp") + ".");
    }
    if (now.isBefore(at(claims, "iat").minus(SKEW))
        || (claims.path("nbf").isNumber() && now.isBefore(at(claims, "nbf").minus(SKEW)))) {
      throw new TokenRefused("ID Token is not valid yet.");
    }
  }

  private static Instant at(JsonNode claims, String name) {
    return Instant.ofEpochSecond(claims.path(name).asLong());
  }
}
