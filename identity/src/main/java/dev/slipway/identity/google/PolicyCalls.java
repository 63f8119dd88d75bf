package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.identity.iam.Policies;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** Reading, setting and testing policies, the same for every kind of resource. */
final class PolicyCalls {
  private final Calls calls;
  private final Policies policies;

  PolicyCalls(Calls calls, Policies policies) {
    this.calls = calls;
    this.policies = policies;
  }

  /**
   * Answers one of the three methods.
   *
   * @param service the beginning of the permissions, such as {@code iam.serviceAccounts}
   */
  Response answer(Request request, Calls.Verb verb, String service, String resource)
      throws IOException {
    return switch (verb.method()) {
      case "getIamPolicy" -> {
        calls.require(request, service + ".getIamPolicy", resource);
        yield Response.json(200, PolicyJson.of(policies.get(resource)));
      }
      case "setIamPolicy" -> set(request, service, resource);
      case "testIamPermissions" -> test(request, resource);
      default -> throw verb.unknown();
    };
  }

  private Response set(Request request, String service, String resource) throws IOException {
    calls.require(request, service + ".setIamPolicy", resource);
    var wanted = PolicyJson.parse(Calls.body(request).path("policy"), policies.get(resource));
    return Response.json(200, PolicyJson.of(policies.set(resource, wanted, request.principal())));
  }

  /** Everybody may ask about themselves, nobody without a name. */
  private Response test(Request request, String resource) throws IOException {
    if (request.principal().isAnonymous()) {
      calls.require(request, "resourcemanager.projects.get", resource);
    }
    var answer = Json.MAPPER.createObjectNode();
    var held = answer.putArray("permissions");
    for (JsonNode permission : Calls.body(request).path("permissions")) {
      if (calls.allows(request, permission.asString(""), resource)) {
        held.add(permission.asString(""));
      }
    }
    return Response.json(200, answer);
  }
}
