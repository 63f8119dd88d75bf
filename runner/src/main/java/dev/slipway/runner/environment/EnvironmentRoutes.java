package dev.slipway.runner.environment;

import dev.slipway.base.Json;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The rules of environments over HTTP, for those who decide about a repository's protection. */
public final class EnvironmentRoutes {
  private static final int MOST_BYTES = 64 << 10;
  private static final int LONGEST_NAME = 255;
  private static final String ACTION = "forge.repositories.admin";

  private final EnvironmentStore store;
  private final Known known;
  private final Runnable changed;

  /** Port: what there is that rules can be about. */
  public interface Known {
    /** Whether a repository {@code OWNER/NAME} is hosted here. */
    boolean isRepository(String name);

    /** Whether somebody of that name can ever make a request. */
    boolean isUser(String name);
  }

  /**
   * @param changed told after rules have changed
   */
  public EnvironmentRoutes(EnvironmentStore store, Known known, Runnable changed) {
    this.store = store;
    this.known = known;
    this.changed = changed;
  }

  public List<Route> routes() {
    String all = "/api/v1/repositories/{owner}/{name}/environments";
    String one = all + "/{environment}";
    return List.of(
        route(Method.GET, all, this::list),
        route(Method.GET, one, this::show),
        route(Method.PUT, one, this::set),
        route(Method.DELETE, one, this::remove));
  }

  private static Route route(Method method, String pattern, Handler handler) {
    return Route.of(
        method,
        pattern,
        request -> new Permission(ACTION, "repositories/" + repository(request)),
        handler);
  }

  private static String repository(Request request) {
    return request.parameter("owner") + "/" + request.parameter("name");
  }

  private String hosted(Request request) {
    String name = repository(request);
    if (!known.isRepository(name)) {
      throw new HttpException(404, "there is no repository " + name);
    }
    return name;
  }

  private Response list(Request request) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    var list = body.putArray("environments");
    store.environments(hosted(request)).forEach(one -> list.add(json(one)));
    return Response.json(200, body);
  }

  private static ObjectNode json(EnvironmentStore.Environment environment) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", environment.id()).put("name", environment.name());
    return node.setAll(RulesJson.write(environment.rules()));
  }

  private Response show(Request request) {
    String name = request.parameter("environment");
    return store
        .find(hosted(request), name)
        .map(one -> Response.json(200, json(one)))
        .orElseThrow(() -> new HttpException(404, "the environment " + name + " has no rules"));
  }

  private Response set(Request request) throws IOException {
    String repository = hosted(request);
    String name = request.parameter("environment");
    if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new HttpException(422, "an environment has 1 to " + LONGEST_NAME + " characters");
    }
    byte[] body = request.body().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new HttpException(413, "the request has more than " + MOST_BYTES + " bytes");
    }
    ProtectionRules rules = RulesJson.read(Json.parse(body, "request body"));
    for (String reviewer : rules.reviewers()) {
      if (!reviewer.equals(ProtectionRules.MAINTAINERS) && !known.isUser(reviewer)) {
        throw new HttpException(
            422,
            "there is no user "
                + reviewer
                + "; reviewers are users, or "
                + ProtectionRules.MAINTAINERS);
      }
    }
    store.set(repository, name, rules, request.principal().name());
    changed.run();
    return Response.json(200, json(store.find(repository, name).orElseThrow()));
  }

  private Response remove(Request request) {
    String name = request.parameter("environment");
    if (!store.remove(hosted(request), name, request.principal().name())) {
      throw new HttpException(404, "the environment " + name + " has no rules");
    }
    changed.run();
    return Response.empty(204);
  }
}
