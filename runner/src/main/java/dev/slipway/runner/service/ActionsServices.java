package dev.slipway.runner.service;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import java.util.ArrayList;
import java.util.List;

/** The services that GitHub's own clients speak to, with errors as Twirp writes them. */
public final class ActionsServices {
  private ActionsServices() {}

  /** Caches and artifacts as one set of routes. */
  public static RouteSet routeSet(CacheRoutes caches, ArtifactRoutes artifacts) {
    List<Route> routes = new ArrayList<>(caches.routes());
    routes.addAll(artifacts.routes());
    return new RouteSet("actions", routes, ActionsServices::error, request -> "Bearer");
  }

  private static Response error(Request request, int status, Throwable failure) {
    var body = Json.MAPPER.createObjectNode();
    body.put("code", code(status)).put("msg", String.valueOf(failure.getMessage()));
    // Version 1 of the cache client reads "message".
    body.put("message", String.valueOf(failure.getMessage()));
    return new Response.Bytes(
        status, Headers.of("Content-Type", "application/json"), Json.bytes(body));
  }

  private static String code(int status) {
    return switch (status) {
      case 400 -> "invalid_argument";
      case 401 -> "unauthenticated";
      case 403 -> "permission_denied";
      case 404 -> "not_found";
      case 409 -> "already_exists";
      case 413 -> "resource_exhausted";
      default -> status < 500 ? "malformed" : "internal";
    };
  }
}
