package dev.slipway.http.github;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What GitHub's clients ask about themselves: who they are, and how much they may ask. */
public record GithubSelf(Clock clock) {
  private static final int PLENTY = 1_000_000;

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.handlerDecides(
            Method.GET, "/api/v3/user", "tells callers of themselves only", GithubSelf::user),
        Route.handlerDecides(
            Method.GET, "/api/v3/rate_limit", "there is nothing to protect", this::limits));
  }

  private static Response user(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "Requires authentication");
    }
    if (GithubActor.isJob(request.principal())) {
      throw new HttpException(403, "Resource not accessible by integration: a job is no user");
    }
    return Response.json(200, GithubActor.json(request.principal().name()));
  }

  /** Nothing is limited here; clients that look before they ask must not wait. */
  private Response limits(Request request) {
    long reset = clock.instant().plus(Duration.ofHours(1)).getEpochSecond();
    ObjectNode body = Json.MAPPER.createObjectNode();
    for (String kind : List.of("core", "search", "graphql")) {
      body.withObject("/resources").set(kind, limit(reset));
    }
    return Response.json(200, body.set("rate", limit(reset)));
  }

  private static ObjectNode limit(long reset) {
    return Json.MAPPER
        .createObjectNode()
        .put("limit", PLENTY)
        .put("used", 0)
        .put("remaining", PLENTY)
        .put("reset", reset);
  }
}
