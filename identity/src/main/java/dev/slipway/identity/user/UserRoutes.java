package dev.slipway.identity.user;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Slipway's own API for users: {@code /api/v1/users}, for the administrator. */
public final class UserRoutes {
  private static final String ALL = "/api/v1/users";
  private static final String ONE = ALL + "/{user}";
  private static final int MOST_BYTES = 64 << 10;
  private static final int DAYS = 90;

  private final Users users;
  private final Predicate<String> taken;

  /**
   * The routes' handlers.
   *
   * @param taken whether there are repositories below a name already; who gets that name owns them
   */
  public UserRoutes(Users users, Predicate<String> taken) {
    this.users = users;
    this.taken = taken;
  }

  public List<Route> routes() {
    return List.of(
        Route.handlerDecides(
            Method.GET, "/api/v1/user", "everybody may know who they are", this::self),
        route(Method.GET, ALL, "list", this::list),
        route(Method.POST, ALL, "create", this::add),
        route(Method.DELETE, ONE, "delete", this::remove),
        route(Method.POST, ONE + "/tokens", "createToken", this::token),
        route(Method.DELETE, ONE + "/tokens", "deleteToken", this::revokeTokens),
        route(Method.PUT, ONE + "/repositories/{owner}/{name}", "update", this::grant),
        route(Method.DELETE, ONE + "/repositories/{owner}/{name}", "update", this::revoke),
        route(Method.PUT, ONE + "/cluster", "update", this::grantCluster),
        route(Method.DELETE, ONE + "/cluster", "update", this::revokeCluster));
  }

  private static Route route(Method method, String pattern, String verb, Handler handler) {
    return Route.of(
        method,
        pattern,
        request -> new Permission("identity.users." + verb, "instance"),
        request -> {
          try {
            return handler.handle(request);
          } catch (InputException e) {
            String hint = e.hint().map(h -> "; " + h).orElse("");
            throw (HttpException) new HttpException(400, e.problem() + hint).initCause(e);
          }
        });
  }

  private Response self(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "who asks must say who it is");
    }
    String name = request.principal().name();
    return Response.json(
        200,
        users
            .find(name)
            .map(Users::json)
            .orElseGet(() -> Json.MAPPER.createObjectNode().put("name", name)));
  }

  private Response list(Request request) {
    var body = Json.MAPPER.createObjectNode();
    var list = body.putArray("users");
    users.list().forEach(user -> list.add(Users.json(user)));
    return Response.json(200, body);
  }

  private Response add(Request request) throws IOException {
    String name = text(body(request), "name");
    if (taken.test(name)) {
      throw new HttpException(
          409,
          "there are repositories below '"
              + name
              + "' already, which a user of that name would own; choose another name");
    }
    return Response.json(201, Users.json(users.add(name, request.principal())));
  }

  private Response remove(Request request) {
    users.remove(user(request), request.principal());
    return Response.empty(204);
  }

  private Response token(Request request) throws IOException {
    int days = body(request).path("days").asInt(DAYS);
    var issued = users.token(user(request), Duration.ofDays(days));
    return Response.json(
        201,
        Json.MAPPER
            .createObjectNode()
            .put("user", user(request))
            .put("token", issued.token().value())
            .put("expires", issued.expires().toString()));
  }

  private Response revokeTokens(Request request) {
    int ended = users.revokeTokens(user(request));
    return Response.json(200, Json.MAPPER.createObjectNode().put("revoked", ended));
  }

  private Response grant(Request request) throws IOException {
    users.grant(
        user(request), repository(request), text(body(request), "role"), request.principal());
    return shown(request);
  }

  private Response revoke(Request request) {
    if (!users.revoke(user(request), repository(request), request.principal())) {
      throw new HttpException(404, user(request) + " has no role on " + repository(request));
    }
    return shown(request);
  }

  private Response grantCluster(Request request) throws IOException {
    users.grantCluster(user(request), text(body(request), "role"), request.principal());
    return shown(request);
  }

  private Response revokeCluster(Request request) {
    if (!users.revokeCluster(user(request), request.principal())) {
      throw new HttpException(404, user(request) + " has no role in the cluster");
    }
    return shown(request);
  }

  private Response shown(Request request) {
    return Response.json(200, Users.json(users.find(user(request)).orElseThrow()));
  }

  private static String user(Request request) {
    return request.parameter("user");
  }

  private static String repository(Request request) {
    return request.parameter("owner") + "/" + request.parameter("name");
  }

  private static String text(JsonNode body, String key) {
    String text = body.path(key).asString("");
    if (text.isEmpty()) {
      throw new HttpException(400, "\"" + key + "\" is missing");
    }
    return text;
  }

  private static JsonNode body(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MOST_BYTES);
    try {
      return body.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw (HttpException) new HttpException(400, "the body is not JSON").initCause(e);
    }
  }
}
