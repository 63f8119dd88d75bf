package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.api.ServiceAccountTokens.Published;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** By what others verify the tokens of service accounts: the issuer's description and its keys. */
final class IssuerDocuments {
  static final String CONFIGURATION = "/.well-known/openid-configuration";
  static final String KEYS = "/openid/v1/jwks";
  private static final String LASTING = "public, max-age=3600";

  private final ServiceAccountTokens tokens;

  IssuerDocuments(ServiceAccountTokens tokens) {
    this.tokens = tokens;
  }

  Response configuration(Request request) {
    Published published = published();
    ObjectNode document = Json.MAPPER.createObjectNode().put("issuer", published.issuer());
    document.put("jwks_uri", "https://" + request.authority() + KEYS);
    document.putArray("response_types_supported").add("id_token");
    document.putArray("subject_types_supported").add("public");
    document.putArray("id_token_signing_alg_values_supported").add("RS256");
    return answer("application/json", Json.text(document));
  }

  Response keys() {
    return answer("application/jwk-set+json", published().keys());
  }

  private Published published() {
    return tokens.published().orElseThrow(Answers::noSuchResource);
  }

  private static Response answer(String type, String text) {
    return new Response.Bytes(
        200,
        Headers.of("Content-Type", type).with("Cache-Control", LASTING),
        text.getBytes(StandardCharsets.UTF_8));
  }
}
