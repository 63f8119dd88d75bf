package dev.slipway.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.http.Method;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The instance as an OpenID Connect issuer: signs ID tokens and publishes how to verify them. */
public final class Issuer {
  private static final String JWKS = "/.well-known/jwks";

  private final String url;
  private final SigningKeys keys;

  /**
   * @param instance the URL of the HTTP port, without a slash at its end
   */
  public Issuer(String instance, SigningKeys keys) {
    this(keys, instance + "/oidc");
  }

  private Issuer(SigningKeys keys, String url) {
    this.url = url;
    this.keys = keys;
  }

  /**
   * An issuer of another name, with keys of its own: nobody takes its tokens for the instance's.
   */
  public static Issuer named(String url, SigningKeys keys) {
    return new Issuer(keys, url);
  }

  /** The value of {@code iss}. */
  public String url() {
    return url;
  }

  /** The keys that verify this issuer's tokens. */
  public JWKSet published() {
    return keys.published();
  }

  /** A JWT of these claims, signed by RS256. */
  public String sign(ObjectNode claims) {
    try {
      var key = keys.current();
      var token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .type(JOSEObjectType.JWT)
                  .keyID(key.getKeyID())
                  .build(),
              new Payload(Json.text(claims)));
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new SlipwayException("could not sign a token: " + e.getMessage(), e);
    }
  }

  /** Discovery and keys, open to everybody: they are what others verify our tokens by. */
  public List<Route> routes() {
    return List.of(
        Route.anonymous(
            Method.GET,
            "/oidc/.well-known/openid-configuration",
            "relying parties discover the issuer without credentials",
            request -> Response.json(200, discovery())),
        Route.anonymous(
            Method.GET,
            "/oidc" + JWKS,
            "public keys",
            request -> Response.json(200, Json.MAPPER.readTree(published().toString()))));
  }

  private ObjectNode discovery() {
    var document = Json.MAPPER.createObjectNode().put("issuer", url).put("jwks_uri", url + JWKS);
    document.putArray("subject_types_supported").add("public").add("pairwise");
    document.putArray("response_types_supported").add("id_token");
    document.putArray("id_token_signing_alg_values_supported").add("RS256");
    document.putArray("scopes_supported").add("openid");
    var claims = document.putArray("claims_supported");
    CLAIMS.forEach(claims::add);
    return document;
  }

  private static final List<String> CLAIMS =
      List.of(
          "sub",
          "aud",
          "exp",
          "iat",
          "iss",
          "jti",
          "nbf",
          "ref",
          "sha",
          "repository",
          "repository_id",
          "repository_owner",
          "repository_owner_id",
          "repository_visibility",
          "run_id",
          "run_number",
          "run_attempt",
          "actor",
          "actor_id",
          "workflow",
          "workflow_ref",
          "workflow_sha",
          "head_ref",
          "base_ref",
          "event_name",
          "ref_type",
          "ref_protected",
          "environment",
          "job_workflow_ref",
          "job_workflow_sha",
          "runner_environment");
}
