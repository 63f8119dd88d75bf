package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.identity.iam.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Policies as Google writes them. */
final class PolicyJson {
  private PolicyJson() {}

  static ObjectNode of(Policy policy) {
    var json = Json.MAPPER.createObjectNode().put("version", 1).put("etag", etag(policy.version()));
    var bindings = json.putArray("bindings");
    for (var binding : policy.bindings()) {
      var members = bindings.addObject().put("role", binding.role()).putArray("members");
      binding.members().forEach(members::add);
    }
    return json;
  }

  /** The policy in a request; without an etag it replaces whatever is there. */
  static Policy parse(JsonNode json, Policy current) {
    var bindings = new ArrayList<Policy.RoleMembers>();
    for (JsonNode binding : json.path("bindings")) {
      if (binding.has("condition") && !binding.path("condition").isNull()) {
        throw new GoogleException(
            Status.INVALID_ARGUMENT,
            "Conditions of IAM bindings are not supported; use --condition=None and say in the"
                + " provider's attribute condition who may get a token.");
      }
      List<String> members =
          binding.path("members").valueStream().map(m -> m.asString("")).toList();
      bindings.add(new Policy.RoleMembers(binding.path("role").asString(""), members));
    }
    String etag = json.path("etag").asString("");
    return new Policy(etag.isEmpty() ? current.version() : version(etag), bindings);
  }

  private static String etag(long version) {
    byte[] text = ("v" + version).getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(text);
  }

  private static long version(String etag) {
    try {
      String text = new String(Base64.getDecoder().decode(etag), StandardCharsets.US_ASCII);
      return text.startsWith("v") ? Long.parseLong(text.substring(1)) : -1;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
