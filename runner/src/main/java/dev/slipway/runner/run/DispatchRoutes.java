package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Starting workflows as GitHub's own API lets one do it, below {@code /api/v3}: {@code
 * workflow_dispatch} and {@code repository_dispatch}.
 */
public final class DispatchRoutes {
  private static final int MOST_BYTES = 1 << 20;
  private static final int LONGEST_TYPE = 100;
  private static final Response DONE = new Response.Bytes(204, Headers.NONE, new byte[0]);

  private final Runs runs;
  private final Authorizer authorizer;
  private final String url;

  /**
   * @param url of the instance, for the addresses of runs
   */
  public DispatchRoutes(Runs runs, Authorizer authorizer, String url) {
    this.runs = runs;
    this.authorizer = authorizer;
    this.url = url;
  }

  public List<Route> routes() {
    String why = "the permission is that of the repository";
    String repository = "/api/v3/repos/{owner}/{name}";
    return List.of(
        Route.handlerDecides(
            Method.POST,
            repository + "/actions/workflows/{workflow}/dispatches",
            why,
            this::workflow),
        Route.handlerDecides(Method.POST, repository + "/dispatches", why, this::repository));
  }

  private String allowed(Request request) {
    String repository = request.parameter("owner") + "/" + request.parameter("name");
    var decision =
        authorizer.decide(
            request.principal(), new Permission("runs.create", "repositories/" + repository));
    if (decision instanceof Authorizer.Decision.Denied(String reason)) {
      throw new HttpException(request.principal().isAnonymous() ? 401 : 403, reason);
    }
    return repository;
  }

  private Response workflow(Request request) throws IOException {
    String repository = allowed(request);
    JsonNode body = body(request);
    var order =
        new Dispatches.Order(
            repository,
            request.parameter("workflow"),
            body.path("ref").asString(""),
            inputs(body.path("inputs")),
            request.principal().name());
    String run = unprocessable(() -> new Dispatches(runs).start(order));
    if (!body.path("return_run_details").asBoolean(false)) {
      return DONE;
    }
    var answer = Json.MAPPER.createObjectNode();
    answer.put("workflow_run_id", Long.parseLong(run));
    answer.put("run_url", url + "/api/v1/runs/" + run);
    answer.put("html_url", url + "/api/v1/runs/" + run);
    return Response.json(200, answer);
  }

  private static Map<String, String> inputs(JsonNode given) {
    var inputs = new LinkedHashMap<String, String>();
    given.properties().forEach(p -> inputs.put(p.getKey(), p.getValue().asString("")));
    return inputs;
  }

  private Response repository(Request request) throws IOException {
    String repository = allowed(request);
    JsonNode body = body(request);
    String type = body.path("event_type").asString("");
    if (type.isBlank() || type.length() > LONGEST_TYPE) {
      throw new HttpException(422, "event_type must have 1 to " + LONGEST_TYPE + " characters");
    }
    JsonNode content = body.path("client_payload");
    if (!content.isMissingNode() && !content.isObject()) {
      throw new HttpException(422, "client_payload must be an object");
    }
    new Dispatches(runs)
        .start(
            repository,
            type,
            content.isObject() ? content : Json.MAPPER.createObjectNode(),
            request.principal().name());
    return DONE;
  }

  private static JsonNode body(Request request) throws IOException {
    byte[] bytes = request.body().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new HttpException(413, "the request has more than " + MOST_BYTES + " bytes");
    }
    return Json.parse(bytes.length == 0 ? new byte[] {'{', '}'} : bytes, "request body");
  }

  /** GitHub's word for an order that is understood and cannot be carried out. */
  private static String unprocessable(Supplier<String> order) {
    try {
      return order.get();
    } catch (InputException e) {
      throw new HttpException(422, String.valueOf(e.getMessage()));
    }
  }
}
