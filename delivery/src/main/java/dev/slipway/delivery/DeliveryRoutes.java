package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Slipway's own API for environments, releases and the way back. */
public final class DeliveryRoutes {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 1000;

  private final Delivery delivery;
  private final RollbackHandler rollback;

  public DeliveryRoutes(Delivery delivery) {
    this.delivery = delivery;
    this.rollback = new RollbackHandler(delivery);
  }

  public List<Route> routes() {
    return List.of(
        Route.of(
            Method.GET,
            "/api/v1/environments",
            request -> new Permission("releases.list", "instance"),
            this::environments),
        Route.of(Method.GET, "/api/v1/releases", request -> may(request, "list"), this::releases),
        Route.of(Method.GET, "/api/v1/history", request -> may(request, "list"), this::releases),
        Route.of(
            Method.GET, "/api/v1/releases/{number}", request -> may(request, "get"), this::release),
        Route.of(
            Method.GET,
            "/api/v1/releases/{number}/diff/{other}",
            request -> may(request, "get"),
            this::diff),
        Route.of(
            Method.POST,
            "/api/v1/rollback",
            request -> may(request, "rollback"),
            rollback::handle));
  }

  /** On the environment's namespace; an environment that is not there is asked for in vain. */
  private Permission may(Request request, String verb) {
    String where =
        delivery
            .find(request.query("environment"))
            .map(e -> "namespaces/" + e.namespace())
            .orElse("instance");
    return new Permission("releases." + verb, where);
  }

  private Response environments(Request request) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    var all = answer.putArray("environments");
    for (Environment environment : delivery.environments()) {
      all.add(
          ReleaseJson.of(
              environment,
              delivery.releases(environment, DEFAULT_LIMIT),
              delivery.ledger().quarantines(environment)));
    }
    return Response.json(200, answer);
  }

  private Response releases(Request request) {
    Environment environment = environment(delivery, request.query("environment"));
    int limit = request.query("limit").map(DeliveryRoutes::number).orElse(DEFAULT_LIMIT);
    var quarantines = delivery.ledger().quarantines(environment);
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("environment", environment.name()).put("namespace", environment.namespace());
    var all = answer.putArray("releases");
    delivery.releases(environment, Math.min(limit, MAX_LIMIT)).stream()
        .limit(limit)
        .forEach(r -> all.add(ReleaseJson.of(r, quarantines)));
    var revisions = delivery.revisions(environment);
    answer.set("revisions", Json.MAPPER.valueToTree(revisions));
    return Response.json(200, answer);
  }

  private Response release(Request request) {
    Environment environment = environment(delivery, request.query("environment"));
    Release release = release(environment, number(request.parameter("number")));
    ObjectNode node = ReleaseJson.of(release, delivery.ledger().quarantines(environment));
    delivery
        .ledger()
        .recorded(release)
        .filter(c -> !c.isEmpty())
        .ifPresent(c ->
            node.put("record", "refs/slipway/env/" + environment.name()).put("recordCommit", c));
    return Response.json(200, node);
  }

  private Response diff(Request request) {
    Environment environment = environment(delivery, request.query("environment"));
    Release one = release(environment, number(request.parameter("number")));
    Release other = release(environment, number(request.parameter("other")));
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("environment", environment.name());
    answer.put("from", one.number()).put("to", other.number());
    answer.put("fromTitle", one.title()).put("toTitle", other.title());
    answer.set(
        "objects",
        ManifestDiff.of(
            delivery.manifests(environment, one.number()),
            delivery.manifests(environment, other.number())));
    return Response.json(200, answer);
  }

  private Release release(Environment environment, int number) {
    return delivery
        .release(environment, number)
        .orElseThrow(() ->
            new HttpException(
                404,
                environment.name()
                    + " has no release "
                    + number
                    + "; 'slipway releases' lists what there is"));
  }

  static Environment environment(Delivery delivery, Optional<String> named) {
    Optional<String> wanted = named.filter(n -> !n.isEmpty());
    return delivery
        .find(wanted)
        .orElseThrow(() -> {
          List<String> known = delivery.environments().stream().map(Environment::name).toList();
          return new HttpException(
              404,
              (wanted.isPresent()
                      ? "there is no environment '" + wanted.get() + "'"
                      : known.isEmpty()
                          ? "nothing has been deployed yet"
                          : "several environments are here")
                  + (known.isEmpty()
                      ? "; deploy something with kubectl apply first"
                      : "; name one with --environment: " + String.join(", ", known)));
        });
  }

  static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number < 1) {
        throw new HttpException(400, "'" + text + "' is not a number of a release");
      }
      return number;
    } catch (NumberFormatException e) {
      throw new HttpException(400, "'" + text + "' is not a number of a release");
    }
  }
}
