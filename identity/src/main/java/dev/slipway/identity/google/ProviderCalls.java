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
import dev.slipway.identity.federation.Provider;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Providers of workload identity pools. */
final class ProviderCalls {
  private static final String RIGHTS = "iam.workloadIdentityPoolProviders.";
  private static final Set<String> CHANGEABLE =
      Set.of(
          "displayName",
          "description",
          "disabled",
          "attributeCondition",
          "attributeMapping",
          "oidc.issuerUri",
          "oidc.jwksJson",
          "oidc.allowedAudiences");

  private final PoolCalls poolCalls;
  private final Pools pools;

  ProviderCalls(PoolCalls poolCalls, Pools pools) {
    this.poolCalls = poolCalls;
    this.pools = pools;
  }

  List<Route> routes() {
    String all = "/v1/projects/{project}/locations/global/workloadIdentityPools/{pool}/providers";
    return List.of(
        Calls.route(Method.GET, all, this::list),
        Calls.route(Method.POST, all, this::create),
        Calls.route(Method.GET, all + "/{provider}", this::describe),
        Calls.route(Method.PATCH, all + "/{provider}", this::update),
        Calls.route(Method.DELETE, all + "/{provider}", this::delete));
  }

  private Provider require(Request request, String action) {
    var pool = poolCalls.require(request, action);
    return pools.provider(pool.name() + "/providers/" + request.parameter("provider"));
  }

  private Response list(Request request) {
    var pool = poolCalls.require(request, RIGHTS + "list");
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("workloadIdentityPoolProviders");
    pools.providers(pool).forEach(p -> list.add(json(p)));
    return Response.json(200, answer);
  }

  private Response create(Request request) throws IOException {
    var pool = poolCalls.require(request, RIGHTS + "create");
    var body = Calls.body(request);
    for (String kind : List.of("aws", "saml", "x509")) {
      if (body.has(kind)) {
        throw new GoogleException(
            Status.INVALID_ARGUMENT, "Only OIDC providers are served, not " + kind + ".");
      }
    }
    String id = request.query("workloadIdentityPoolProviderId").orElse("");
    return done(pools.create(provider(pool, id, body), request.principal()).provider());
  }

  private static Provider provider(Pool pool, String id, JsonNode body) {
    var oidc = body.path("oidc");
    return new Provider(
        pool.project(),
        pool.id(),
        id,
        Calls.text(body, "displayName").orElse(""),
        Calls.text(body, "description").orElse(""),
        body.path("disabled").asBoolean(false),
        Calls.text(oidc, "issuerUri").orElse(""),
        Calls.text(oidc, "jwksJson").filter(j -> !j.isBlank()),
        strings(oidc.path("allowedAudiences")),
        mapping(body.path("attributeMapping")),
        Calls.text(body, "attributeCondition").orElse(""));
  }

  private Response describe(Request request) {
    return Response.json(200, json(require(request, RIGHTS + "get")));
  }

  private Response update(Request request) throws IOException {
    var old = require(request, RIGHTS + "update");
    var mask = PoolCalls.mask(request, CHANGEABLE);
    var given =
        provider(new Pool(old.project(), old.pool(), "", "", false), old.id(), Calls.body(request));
    var changed =
        new Provider(
            old.project(),
            old.pool(),
            old.id(),
            mask.contains("displayName") ? given.displayName() : old.displayName(),
            mask.contains("description") ? given.description() : old.description(),
            mask.contains("disabled") ? given.disabled() : old.disabled(),
            mask.contains("oidc.issuerUri") ? given.issuerUri() : old.issuerUri(),
            mask.contains("oidc.jwksJson") ? given.jwks() : old.jwks(),
            mask.contains("oidc.allowedAudiences")
                ? given.allowedAudiences()
                : old.allowedAudiences(),
            mask.contains("attributeMapping") ? given.attributeMapping() : old.attributeMapping(),
            mask.contains("attributeCondition")
                ? given.attributeCondition()
                : old.attributeCondition());
    return done(pools.update(changed, request.principal()).provider());
  }

  private Response delete(Request request) {
    var provider = require(request, RIGHTS + "delete");
    pools.delete(provider, request.principal());
    return done(provider);
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(a -> a.asString("")).toList();
  }

  private static Map<String, String> mapping(JsonNode json) {
    var mapping = new LinkedHashMap<String, String>();
    json.properties().forEach(p -> mapping.put(p.getKey(), p.getValue().asString("")));
    return mapping;
  }

  private static Response done(Provider provider) {
    return Operations.done(
        provider.name() + "/operations/",
        "google.iam.v1.WorkloadIdentityPoolProvider",
        json(provider));
  }

  private static ObjectNode json(Provider provider) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", provider.name())
            .put("state", "ACTIVE")
            .put("displayName", provider.displayName())
            .put("description", provider.description())
            .put("attributeCondition", provider.attributeCondition());
    var mapping = json.putObject("attributeMapping");
    provider.attributeMapping().forEach(mapping::put);
    var oidc = json.putObject("oidc").put("issuerUri", provider.issuerUri());
    provider.jwks().ifPresent(j -> oidc.put("jwksJson", j));
    if (!provider.allowedAudiences().isEmpty()) {
      var audiences = oidc.putArray("allowedAudiences");
      provider.allowedAudiences().forEach(audiences::add);
    }
    return provider.disabled() ? json.put("disabled", true) : json;
  }
}
