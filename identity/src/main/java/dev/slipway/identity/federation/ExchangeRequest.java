package dev.slipway.identity.federation;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.identity.federation.ExchangeException.Code;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A request for an exchange, in either encoding: JSON with camelCase names, as the GitHub action
 * sends it, or a form with the names of RFC 8693, as Google's libraries do.
 */
record ExchangeRequest(
    String grantType,
    String audience,
    String scope,
    String requestedTokenType,
    String subjectToken,
    String subjectTokenType) {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
  private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

  /** Reads a body by its content type; JSON is recognised without one, too. */
  static ExchangeRequest of(Optional<String> contentType, byte[] body) {
    boolean json =
        contentType.filter(t -> t.startsWith("application/json")).isPresent()
            || (body.length > 0 && body[0] == '{');
    var request = json ? ofJson(body) : ofForm(new String(body, StandardCharsets.UTF_8));
    request.check();
    return request;
  }

  private static ExchangeRequest ofJson(byte[] body) {
    JsonNode json;
    try {
      json = Json.parse(body, "request body");
    } catch (InputException e) {
      throw new ExchangeException(Code.INVALID_REQUEST, "The request body is not JSON.");
    }
    return new ExchangeRequest(
        json.path("grantType").asString(""),
        json.path("audience").asString(""),
        json.path("scope").asString(""),
        json.path("requestedTokenType").asString(""),
        json.path("subjectToken").asString(""),
        json.path("subjectTokenType").asString(""));
  }

  private static ExchangeRequest ofForm(String body) {
    var fields = form(body);
    return new ExchangeRequest(
        fields.getOrDefault("grant_type", ""),
        fields.getOrDefault("audience", ""),
        fields.getOrDefault("scope", ""),
        fields.getOrDefault("requested_token_type", ""),
        fields.getOrDefault("subject_token", ""),
        fields.getOrDefault("subject_token_type", ""));
  }

  /** The fields of a form; of repeated ones the first. */
  static Map<String, String> form(String body) {
    var fields = new TreeMap<String, String>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ExchangeException(Code.INVALID_REQUEST, "The request body is not a form.");
    }
  }

  private void check() {
    if (!grantType.equals(GRANT)) {
      throw new ExchangeException(
          Code.UNSUPPORTED_GRANT_TYPE, "The grant type must be " + GRANT + ".");
    }
    if (!requestedTokenType.equals(ACCESS_TOKEN)) {
      throw new ExchangeException(
          Code.INVALID_REQUEST, "The requested token type must be " + ACCESS_TOKEN + ".");
    }
    if (!subjectTokenType.equals(JWT) && !subjectTokenType.equals(ID_TOKEN)) {
      throw new ExchangeException(
          Code.INVALID_REQUEST, "The subject token type must be " + JWT + ".");
    }
    if (subjectToken.isEmpty()) {
      throw new ExchangeException(Code.INVALID_REQUEST, "The subject token is missing.");
    }
  }

  @Override
  public String toString() {
    return "ExchangeRequest[" + audience + "]";
  }
}
