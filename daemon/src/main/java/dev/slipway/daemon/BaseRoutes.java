package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.dockerfile.base.BaseLocks;
import dev.slipway.dockerfile.base.BaseUpdates;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Slipway's own API for the base images that repositories are locked to. */
final class BaseRoutes {
  private final BaseLocks locks;
  private final BaseUpdates updates;

  BaseRoutes(BaseLocks locks, BaseUpdates updates) {
    this.locks = locks;
    this.updates = updates;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            Method.POST,
            "/api/v1/bases",
            request -> new Permission("slipway.builds.create", "instance"),
            this::list),
        Route.of(
            Method.POST,
            "/api/v1/bases/update",
            request -> new Permission("slipway.builds.create", "instance"),
            this::update));
  }

  private static String repository(Request request) throws IOException {
    String place =
        Json.parse(request.body().readAllBytes(), "request body").path("place").asString("");
    if (place.isEmpty()) {
      throw new InputException(
          Position.of("request body"), "\"place\" is missing", "send a repository or a directory");
    }
    return RepositoryPlace.of(place);
  }

  private Response list(Request request) throws IOException {
    String repository = repository(request);
    var answer = Json.MAPPER.createObjectNode().put("repository", repository);
    var all = answer.putArray("bases");
    locks.list(repository).forEach(lock -> all.add(line(lock)));
    return Response.json(200, answer);
  }

  private Response update(Request request) throws IOException {
    String repository = repository(request);
    var answer = Json.MAPPER.createObjectNode().put("repository", repository);
    var all = answer.putArray("bases");
    for (BaseUpdates.Update update : updates.update(repository)) {
      ObjectNode line = line(update.before()).put("now", update.now().toString());
      update.problem().ifPresent(problem -> line.put("problem", problem));
      all.add(line);
    }
    return Response.json(200, answer);
  }

  private static ObjectNode line(BaseLocks.Lock lock) {
    return Json.MAPPER
        .createObjectNode()
        .put("name", lock.reference().familiar())
        .put("digest", lock.manifest().digest().toString())
        .put("since", lock.since().toString());
  }
}
