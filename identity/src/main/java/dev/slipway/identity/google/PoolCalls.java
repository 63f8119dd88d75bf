package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.identity.federation.Pool;
import dev.slipway.identity.federation.Pools;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Workload identity pools. */
final class PoolCalls {
  private static final String RIGHTS = "iam.workloadIdentityPools.";
  private static final Set<String> CHANGEABLE = Set.of("displayName", "description", "disabled");

  private final ProjectCalls projects;
  private final Pools pools;

  PoolCalls(ProjectCalls projects, Pools pools) {
    this.projects = projects;
    this.pools = pools;
  }

  List<Route> routes() {
    String all = "/v1/projects/{project}/locations/global/workloadIdentityPools";
    return List.of(
        Calls.route(Method.GET, all, this::list),
        Calls.route(Method.POST, all, this::create),
        Calls.route(Method.GET, all + "/{pool}", this::describe),
        Calls.route(Method.PATCH, all + "/{pool}", this::update),
        Calls.route(Method.DELETE, all + "/{pool}", this::delete));
  }

  /** The pool that a request names, with the permission checked. */
  Pool require(Request request, String action) {
    var project = projects.require(request, action);
    return pools.pool(new Pool(project.number(), request.parameter("pool"), "", "", false).name());
  }

  private Response list(Request request) {
    var project = projects.require(request, RIGHTS + "list");
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("workloadIdentityPools");
    pools.pools(project.number()).forEach(p -> list.add(json(p)));
    return Response.json(200, answer);
  }

  private Response create(Request request) throws IOException {
    var project = projects.require(request, RIGHTS + "create");
    var body = Calls.body(request);
    var pool =
        pools.create(
            new Pool(
                project.number(),
                request.query("workloadIdentityPoolId").orElse(""),
                Calls.text(body, "displayName").orElse(""),
                Calls.text(body, "description").orElse(""),
                body.path("disabled").asBoolean(false)),
            request.principal());
    return done(pool);
  }

  private Response describe(Request request) {
    return Response.json(200, json(require(request, RIGHTS + "get")));
  }

  private Response update(Request request) throws IOException {
    var pool = require(request, RIGHTS + "update");
    var mask = mask(request, CHANGEABLE);
    var body = Calls.body(request);
    return done(
        pools.update(
            new Pool(
                pool.project(),
                pool.id(),
                mask.contains("displayName")
                    ? Calls.text(body, "displayName").orElse("")
                    : pool.displayName(),
                mask.contains("description")
                    ? Calls.text(body, "description").orElse("")
                    : pool.description(),
                mask.contains("disabled")
                    ? body.path("disabled").asBoolean(false)
                    : pool.disabled()),
            request.principal()));
  }

  private Response delete(Request request) {
    var pool = require(request, RIGHTS + "delete");
    pools.delete(pool, request.principal());
    return done(pool);
  }

  /** The fields that a request changes. */
  static Set<String> mask(Request request, Set<String> changeable) {
    Set<String> mask =
        request.queries("updateMask").stream()
            .flatMap(m -> Stream.of(m.split(",", -1)))
            .filter(m -> !m.isEmpty())
            .collect(Collectors.toSet());
    for (String field : mask) {
      if (!changeable.contains(field)) {
        throw new GoogleException(
            Status.INVALID_ARGUMENT, "The field '" + field + "' cannot be changed.");
      }
    }
    return mask;
  }

  private static Response done(Pool pool) {
    return Operations.done(
        pool.name() + "/operations/", "google.iam.v1.WorkloadIdentityPool", json(pool));
  }

  private static ObjectNode json(Pool pool) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", pool.name())
            .put("state", "ACTIVE")
            .put("displayName", pool.displayName())
            .put("description", pool.description());
    return pool.disabled() ? json.put("disabled", true) : json;
  }
}
