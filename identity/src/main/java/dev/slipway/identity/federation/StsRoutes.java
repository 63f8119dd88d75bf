package dev.slipway.identity.federation;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The security token service. Who calls proves who they are by the token in the body. */
public final class StsRoutes {
  private static final int MAX_BODY = 64 << 10;

  private final TokenExchange exchange;
  private final AccessTokens tokens;
  private final Clock clock;

  public StsRoutes(TokenExchange exchange, AccessTokens tokens, Clock clock) {
    this.exchange = exchange;
    this.tokens = tokens;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.anonymous(
            Method.POST, "/v1/token", "the ID token in the body is the credential", this::token),
        Route.anonymous(
            Method.POST,
            "/v1/introspect",
            "the token in the body is the credential; it learns about itself",
            this::introspect));
  }

  private Response token(Request request) throws IOException {
    try {
      var issued =
          exchange.exchange(ExchangeRequest.of(request.header("Content-Type"), body(request)));
      var life = Duration.between(clock.instant(), issued.expires());
      return Response.json(
          200,
          Json.MAPPER
              .createObjectNode()
              .put("access_token", issued.token().value())
              .put("issued_token_type", ExchangeRequest.ACCESS_TOKEN)
              .put("token_type", "Bearer")
              .put("expires_in", life.toSeconds()));
    } catch (ExchangeException e) {
      return Response.json(
          400,
          Json.MAPPER
              .createObjectNode()
              .put("error", e.code().text())
              .put("error_description", e.getMessage()));
    }
  }

  private Response introspect(Request request) throws IOException {
    try {
      return introspect(body(request));
    } catch (ExchangeException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private Response introspect(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String token =
        text.startsWith("{")
            ? Json.parse(body, "request body").path("token").asString("")
            : ExchangeRequest.form(text).getOrDefault("token", "");
    var holder =
        Optional.of(token).filter(t -> !t.isEmpty()).map(Token::new).flatMap(tokens::holder);
    var answer = Json.MAPPER.createObjectNode().put("active", holder.isPresent());
    holder.ifPresent(h ->
        answer
            .put("username", h.principal().name())
            .put("client_id", h.principal().name())
            .put("exp", h.expires().getEpochSecond())
            .put("scope", "https://www.googleapis.com/auth/cloud-platform")
            .put("token_type", "Bearer"));
    return Response.json(200, answer);
  }

  private static byte[] body(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new HttpException(413, "the request is longer than " + MAX_BODY + " bytes");
    }
    return body;
  }
}
