package dev.slipway.kubernetes.api;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Principal;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.RoleRules;
import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Keeps those who may write roles and bindings from granting what they may not do themselves,
 * unless the verbs {@code escalate} and {@code bind} allow it.
 */
final class RoleGrants {
  private static final Set<ResourceType> ROLES =
      Set.of(ResourceType.ROLES, ResourceType.CLUSTER_ROLES);
  private static final Set<ResourceType> BINDINGS =
      Set.of(ResourceType.ROLE_BINDINGS, ResourceType.CLUSTER_ROLE_BINDINGS);

  private final AccessCheck access;
  private final RoleRules roles;

  RoleGrants(AccessCheck access, RoleRules roles) {
    this.access = access;
    this.roles = roles;
  }

  static boolean covers(ResourceType type) {
    return ROLES.contains(type) || BINDINGS.contains(type);
  }

  /**
   * Looks at a write.
   *
   * @param old what it replaces
   * @throws ApiException 403 when it grants too much
   */
  void require(
      Principal principal, ResourceType type, Optional<KubeObject> old, KubeObject wanted) {
    if (old.isPresent() && granted(old.get()).equals(granted(wanted))) {
      return;
    }
    boolean free =
        ROLES.contains(type)
            ? may(principal, "escalate", type.plural(), wanted.namespace(), wanted.name())
            : mayBind(principal, wanted);
    if (free) {
      return;
    }
    List<JsonNode> rules = ROLES.contains(type) ? list(wanted.at("/rules")) : roles.of(wanted);
    List<String> missing =
        rules.stream()
            .filter(rule -> !holds(principal, rule, wanted.namespace()))
            .map(RoleGrants::printed)
            .toList();
    if (!missing.isEmpty()) {
      throw ApiException.forbidden(type, wanted.name(), refusal(principal, missing), List.of());
    }
  }

  private static String refusal(Principal principal, List<String> missing) {
    var groups = new TreeSet<>(principal.groups());
    String printed = String.join(" ", groups.stream().map(g -> "\"" + g + "\"").toList());
    return "user \""
        + principal.name()
        + "\" (groups=["
        + printed
        + "]) is attempting to grant RBAC permissions not currently held:\n"
        + String.join("\n", missing);
  }

  /** What a role or a binding is about, without the rest. */
  private static List<JsonNode> granted(KubeObject object) {
    return List.of(
        object.at("/rules"),
        object.at("/roleRef"),
        object.at("/subjects"),
        object.at("/aggregationRule"));
  }

  private boolean mayBind(Principal principal, KubeObject binding) {
    JsonNode role = binding.at("/roleRef");
    ResourceType type =
        role.path("kind").asString("").equals("Role")
            ? ResourceType.ROLES
            : ResourceType.CLUSTER_ROLES;
    String name = role.path("name").asString("");
    return may(principal, "bind", type.plural(), binding.namespace(), name);
  }

  private boolean may(
      Principal principal, String verb, String resource, String namespace, String name) {
    String group = ResourceType.ROLES.group();
    return allowed(principal, new ApiRequest(verb, group, "v1", namespace, resource, name, ""));
  }

  private boolean allowed(Principal principal, ApiRequest request) {
    return access.decide(principal, request) instanceof Authorizer.Decision.Allowed;
  }

  /** Whether somebody may do all that a rule allows. */
  private boolean holds(Principal principal, JsonNode rule, String namespace) {
    if (!rule.path("nonResourceURLs").isEmpty()) {
      return holdsPaths(principal, rule);
    }
    List<JsonNode> names =
        rule.path("resourceNames").isEmpty()
            ? List.of(tools.jackson.databind.node.StringNode.valueOf(""))
            : list(rule.path("resourceNames"));
    for (JsonNode verb : rule.path("verbs")) {
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          String[] parts = resource.asString("").split("/", 2);
          for (JsonNode name : names) {
            var asked =
                new ApiRequest(
                    verb.asString(""),
                    group.asString(""),
                    "v1",
                    namespace,
                    parts[0],
                    name.asString(""),
                    parts.length > 1 ? parts[1] : "");
            if (!allowed(principal, asked)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  private boolean holdsPaths(Principal principal, JsonNode rule) {
    for (JsonNode verb : rule.path("verbs")) {
      for (JsonNode path : rule.path("nonResourceURLs")) {
        if (!(access.decidePath(principal, verb.asString(""), path.asString(""))
            instanceof Authorizer.Decision.Allowed)) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<JsonNode> list(JsonNode array) {
    var all = new ArrayList<JsonNode>();
    array.forEach(all::add);
    return all;
  }

  private static String printed(JsonNode rule) {
    var parts = new ArrayList<String>();
    for (String field :
        List.of("apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs")) {
      if (!rule.path(field).isEmpty()) {
        String title = Character.toUpperCase(field.charAt(0)) + field.substring(1);
        parts.add((field.equals("apiGroups") ? "APIGroups" : title) + ":" + rule.path(field));
      }
    }
    return "{" + String.join(", ", parts) + "}";
  }
}
