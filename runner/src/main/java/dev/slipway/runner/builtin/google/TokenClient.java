package dev.slipway.runner.builtin.google;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.IdTokenRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** From an ID token to an access token, as Google's protocol has it (specification §9). */
final class TokenClient {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http;

  TokenClient(HttpClient http) {
    this.http = http;
  }

  /** An ID token of the job for an audience. */
  String idToken(IdTokenRequest request, String audience) throws InterruptedException {
    var asked =
        HttpRequest.newBuilder(audienceUrl(request, audience))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + request.token())
            .header("Accept", "application/json")
            .build();
    var answer = send(asked, "Failed to get an ID token for " + audience);
    return required(answer, "value", "the ID token service");
  }

  static URI audienceUrl(IdTokenRequest request, String audience) {
    return URI.create(request.url() + "&audience=" + encode(audience));
  }

  /** Exchanges an ID token for a federated access token. */
  String federated(String sts, String audience, String idToken) throws InterruptedException {
    var body = Json.MAPPER.createObjectNode();
    body.put("audience", audience);
    body.put("grantType", "urn:ietf:params:oauth:grant-type:token-exchange");
    body.put("requestedTokenType", "urn:ietf:params:oauth:token-type:access_token");
    body.put("scope", SCOPE);
    body.put("subjectTokenType", "urn:ietf:params:oauth:token-type:jwt");
    body.put("subjectToken", idToken);
    var answer =
        send(
            post(URI.create(sts + "/token"), body, Optional.empty()),
            "Failed to generate Google Cloud federated token for " + audience);
    return required(answer, "access_token", "the token exchange");
  }

  /** An access token that acts as a service account. */
  JsonNode accessToken(
      String iam, String federated, String account, List<String> scopes, String lifetime)
      throws InterruptedException {
    var body = Json.MAPPER.createObjectNode();
    var list = body.putArray("scope");
    scopes.forEach(list::add);
    body.put("lifetime", lifetime);
    return send(
        post(account(iam, account, "generateAccessToken"), body, Optional.of(federated)),
        "Failed to generate Google Cloud access token for " + account);
  }

  /** An ID token that a service account signs for an audience of its own. */
  String serviceIdToken(
      String iam, String federated, String account, String audience, EmailClaim email)
      throws InterruptedException {
    var body = Json.MAPPER.createObjectNode();
    body.put("audience", audience).put("includeEmail", email == EmailClaim.INCLUDED);
    var answer =
        send(
            post(account(iam, account, "generateIdToken"), body, Optional.of(federated)),
            "Failed to generate Google Cloud ID token for " + account);
    return required(answer, "token", "the service account");
  }

  /** Whether an ID token names the account's e-mail address. */
  enum EmailClaim {
    INCLUDED,
    LEFT_OUT
  }

  private static URI account(String iam, String account, String method) {
    return URI.create(iam + "/projects/-/serviceAccounts/" + encode(account) + ":" + method);
  }

  private static HttpRequest post(URI uri, JsonNode body, Optional<String> bearer) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
    bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request.build();
  }

  private JsonNode send(HttpRequest request, String failure) throws InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new SlipwayException(failure + ": " + e, e);
    }
    if (response.statusCode() / 100 != 2) {
      // The server's own words say which condition refused: they belong into the log.
      String body = new String(response.body(), StandardCharsets.UTF_8).strip();
      throw new SlipwayException(failure + ": " + body);
    }
    return Json.parse(response.body(), request.uri().getPath());
  }

  private static String required(JsonNode answer, String field, String who) {
    String value = answer.path(field).asString("");
    if (value.isEmpty()) {
      throw new SlipwayException(who + " answered without " + field);
    }
    return value;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
