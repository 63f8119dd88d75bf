package dev.slipway.identity.secret;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Slipway's own API for secrets and variables, per repository and per environment. */
public final class SettingsRoutes {
  private static final int MAX_BODY = 256 << 10;

  private final Settings settings;

  public SettingsRoutes(Settings settings) {
    this.settings = settings;
  }

  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    for (String scope : List.of("", "/environments/{environment}")) {
      String base = "/api/v1/repositories/{owner}/{name}" + scope;
      routes.add(route(Method.GET, base + "/secrets", "list", this::listSecrets));
      routes.add(route(Method.PUT, base + "/secrets/{key}", "set", this::setSecret));
      routes.add(route(Method.DELETE, base + "/secrets/{key}", "delete", this::deleteSecret));
      routes.add(route(Method.GET, base + "/variables", "list", this::listVariables));
      routes.add(route(Method.PUT, base + "/variables/{key}", "set", this::setVariable));
      routes.add(route(Method.DELETE, base + "/variables/{key}", "delete", this::deleteVariable));
    }
    return routes;
  }

  /** A handler that knows whose settings are meant. */
  @FunctionalInterface
  private interface Scoped {
    Response handle(Request request, Scope scope) throws IOException;
  }

  private static Route route(Method method, String pattern, String verb, Scoped handler) {
    boolean environment = pattern.contains("{environment}");
    return Route.of(
        method,
        pattern,
        request ->
            new Permission("slipway.secrets." + verb, scope(request, environment).resource()),
        request -> handler.handle(request, scope(request, environment)));
  }

  private static Scope scope(Request request, boolean environment) {
    return new Scope(
        request.parameter("owner") + "/" + request.parameter("name"),
        environment ? Optional.of(request.parameter("environment")) : Optional.empty());
  }

  private Response listSecrets(Request request, Scope scope) {
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("secrets");
    settings
        .secrets(scope)
        .forEach(
            s -> list.addObject().put("name", s.name()).put("updated", s.updated().toString()));
    return Response.json(200, answer);
  }

  private Response listVariables(Request request, Scope scope) {
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("variables");
    settings
        .variables(scope)
        .forEach(v ->
            list.addObject()
                .put("name", v.name())
                .put("value", v.value())
                .put("updated", v.updated().toString()));
    return Response.json(200, answer);
  }

  private Response setSecret(Request request, Scope scope) throws IOException {
    var advice =
        settings.setSecret(scope, request.parameter("key"), value(request), request.principal());
    ObjectNode answer = Json.MAPPER.createObjectNode().put("name", request.parameter("key"));
    advice.ifPresent(a -> answer.put("advice", a));
    return Response.json(200, answer);
  }

  private Response setVariable(Request request, Scope scope) throws IOException {
    settings.setVariable(scope, request.parameter("key"), value(request), request.principal());
    return Response.json(200, Json.MAPPER.createObjectNode().put("name", request.parameter("key")));
  }

  private Response deleteSecret(Request request, Scope scope) {
    return deleted(
        request, settings.deleteSecret(scope, request.parameter("key"), request.principal()));
  }

  private Response deleteVariable(Request request, Scope scope) {
    return deleted(
        request, settings.deleteVariable(scope, request.parameter("key"), request.principal()));
  }

  private static Response deleted(Request request, boolean was) {
    if (!was) {
      throw new HttpException(404, "there is no " + request.parameter("key"));
    }
    return Response.empty(204);
  }

  /** The value, which no message repeats. */
  private static String value(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new HttpException(413, "the request is longer than " + MAX_BODY + " bytes");
    }
    try {
      var value = Json.MAPPER.readTree(body).path("value");
      if (value.isString()) {
        return value.asString();
      }
    } catch (JacksonException e) {
      throw new HttpException(400, "the body is not JSON");
    }
    throw new HttpException(400, "the body must be {\"value\": \"…\"}");
  }
}
