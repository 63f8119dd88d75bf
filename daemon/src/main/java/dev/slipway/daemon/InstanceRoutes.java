package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.identity.AccessTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Slipway's own API about the instance itself: status, tokens, the end. */
final class InstanceRoutes {
  private static final Duration REGISTRY_TOKEN_LIFE = Duration.ofHours(1);

  private final ObjectNode status;
  private final AccessTokens tokens;
  private final Shutdown shutdown;

  /**
   * @param status what {@code slipway status} shows; the routes never change it
   */
  InstanceRoutes(ObjectNode status, AccessTokens tokens, Shutdown shutdown) {
    this.status = status;
    this.tokens = tokens;
    this.shutdown = shutdown;
  }

  List<Route> routes() {
    return List.of(
        Route.anonymous(
            Method.GET,
            "/healthz",
            "health checks carry no credentials and learn nothing",
            request -> Response.text(200, "ok\n")),
        Route.of(
            Method.GET,
            "/api/v1/status",
            request -> new Permission("slipway.instance.get", "instance"),
            request -> Response.json(200, status)),
        Route.of(
            Method.POST,
            "/api/v1/registry-tokens",
            request -> new Permission("slipway.tokens.create", "instance"),
            this::registryToken),
        Route.of(
            Method.POST,
            "/api/v1/shutdown",
            request -> new Permission("slipway.instance.delete", "instance"),
            this::end));
  }

  private Response registryToken(Request request) {
    var issued = tokens.issue(request.principal(), "registry-token", REGISTRY_TOKEN_LIFE);
    return Response.json(
        201,
        Json.MAPPER
            .createObjectNode()
            .put("token", issued.token().value())
            .put("user", "oauth2accesstoken")
            .put("expires", issued.expires().toString()));
  }

  private Response end(Request request) throws IOException {
    var body = Json.parse(request.body().readAllBytes(), "request body");
    String containers = body.path("containers").asString("");
    shutdown.request(
        switch (containers) {
          case "keep" -> Shutdown.Containers.KEEP;
          case "remove" -> Shutdown.Containers.REMOVE;
          default ->
              throw new InputException(
                  InputException.Position.of("request body"),
                  "containers is '" + containers + "'",
                  "use keep or remove");
        });
    return Response.empty(202);
  }
}
