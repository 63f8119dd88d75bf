package dev.slipway.kubernetes.api;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.RoleRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns Kubernetes verbs into permissions and asks the authoriser, once per request.
 *
 * <p>Permissions are named as on GKE: {@code container.deployments.create}, {@code
 * container.pods.getLogs}; watching is part of listing.
 */
final class AccessCheck {
  private static final Map<String, String> SUBRESOURCES =
      Map.of(
          "log", "getLogs",
          "exec", "exec",
          "attach", "attach",
          "portforward", "portForward",
          "eviction", "evict",
          "binding", "bind",
          "proxy", "proxy",
          "token", "createToken",
          "finalize", "finalize");

  private static final List<String> OPEN = List.of("/healthz", "/livez", "/readyz", "/version");
  private static final List<String> DESCRIBING =
      List.of("/api", "/apis", "/openapi", "/.well-known", "/openid");

  /** The verb of acting for somebody else. */
  static final String IMPERSONATE = "impersonate";

  private final Authorizer authorizer;
  private final RoleRules roles;

  AccessCheck(Authorizer authorizer, RoleRules roles) {
    this.authorizer = authorizer;
    this.roles = roles;
  }

  /** Refuses when {@code principal} may not do what it asks. */
  void require(Principal principal, ApiRequest request) {
    if (!(decide(principal, request) instanceof Authorizer.Decision.Denied(String reason))) {
      return;
    }
    if (principal.isAnonymous()) {
      throw new HttpException(401, "Unauthorized");
    }
    String subject =
        request.resource() + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
    String where =
        request.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace \"" + request.namespace() + "\"";
    String message =
        qualified(request)
            + (request.name().isEmpty() ? "" : " \"" + request.name() + "\"")
            + " is forbidden: User \""
            + principal.name()
            + "\" cannot "
            + request.verb()
            + " resource \""
            + subject
            + "\" in API group \""
            + request.group()
            + "\""
            + where
            + (reason.isEmpty() ? "" : ": " + reason);
    throw new ApiException(
        403,
        "Forbidden",
        message,
        Optional.of(
            new ApiException.Details(
                request.name(),
                request.group(),
                request.resource(),
                "",
                List.of(),
                OptionalInt.empty())));
  }

  /** The answer without refusing, for access reviews. */
  Authorizer.Decision decide(Principal principal, ApiRequest request) {
    if (principal.isAnonymous()) {
      return authorizer.decide(principal, permission(request));
    }
    // The cluster's roles first: what the authoriser refuses it also notes as refused.
    return roles
        .allowing(
            new RoleRules.Question(
                principal.name(),
                principal.groups(),
                request.verb(),
                request.group(),
                request.resource(),
                request.subresource(),
                request.namespace(),
                request.name()))
        .<Authorizer.Decision>map(Authorizer.Decision.Allowed::new)
        .orElseGet(() -> authorizer.decide(principal, permission(request)));
  }

  /**
   * Whether somebody may ask for what is no resource, such as {@code /metrics}. What the API says
   * of itself is for everybody who is logged in, its version and health for all.
   */
  Authorizer.Decision decidePath(Principal principal, String verb, String path) {
    boolean reads = verb.equals("get");
    if (reads && isBelow(OPEN, path)) {
      return new Authorizer.Decision.Allowed("everybody may read it");
    }
    if (principal.isAnonymous()) {
      return new Authorizer.Decision.Denied("log in first");
    }
    if (reads && (path.equals("/") || isBelow(DESCRIBING, path))) {
      return new Authorizer.Decision.Allowed("every user may read the API's description");
    }
    return roles
        .allowingPath(principal.name(), principal.groups(), verb, path)
        .<Authorizer.Decision>map(Authorizer.Decision.Allowed::new)
        .orElseGet(() ->
            authorizer.decide(
                principal,
                new Permission(
                    "container.paths." + verb,
                    "paths" + (path.startsWith("/") ? "" : "/") + path)));
  }

  /** Refuses when {@code principal} may not read {@code path}, which is no resource's. */
  void requirePath(Principal principal, String path) {
    if (decidePath(principal, "get", path) instanceof Authorizer.Decision.Allowed) {
      return;
    }
    if (principal.isAnonymous()) {
      throw new HttpException(401, "Unauthorized");
    }
    throw new ApiException(
        403,
        "Forbidden",
        "forbidden: User \"" + principal.name() + "\" cannot get path \"" + path + "\"",
        Answers.empty());
  }

  private static boolean isBelow(List<String> places, String path) {
    return places.stream().anyMatch(p -> path.equals(p) || path.startsWith(p + "/"));
  }

  private static String qualified(ApiRequest request) {
    return request.resource() + (request.group().isEmpty() ? "" : "." + request.group());
  }

  static Permission permission(ApiRequest request) {
    String what = request.resource() + (request.name().isEmpty() ? "" : "/" + request.name());
    String where =
        request.namespace().isEmpty() ? what : "namespaces/" + request.namespace() + "/" + what;
    // Acting for others is no part of working with the cluster: roles over all of container.* do
    // not include it.
    String service = request.verb().equals(IMPERSONATE) ? "kubernetes." : "container.";
    return new Permission(service + camelCase(request.resource()) + "." + action(request), where);
  }

  private static String action(ApiRequest request) {
    String known = SUBRESOURCES.get(request.subresource());
    if (known != null) {
      return known;
    }
    String verb =
        switch (request.verb()) {
          case "watch" -> "list";
          case "patch" -> "update";
          case "deletecollection" -> "delete";
          default -> request.verb();
        };
    return switch (request.subresource()) {
      case "status" -> verb + "Status";
      case "scale" -> verb + "Scale";
      default -> verb;
    };
  }

  /** Kubernetes writes resources in lower case, IAM does not. */
  private static String camelCase(String resource) {
    return switch (resource) {
      case "configmaps" -> "configMaps";
      case "replicasets" -> "replicaSets";
      case "serviceaccounts" -> "serviceAccounts";
      case "endpointslices" -> "endpointSlices";
      case "ingressclasses" -> "ingressClasses";
      case "horizontalpodautoscalers" -> "horizontalPodAutoscalers";
      case "poddisruptionbudgets" -> "podDisruptionBudgets";
      case "rolebindings" -> "roleBindings";
      case "clusterroles" -> "clusterRoles";
      case "clusterrolebindings" -> "clusterRoleBindings";
      default -> resource;
    };
  }
}
