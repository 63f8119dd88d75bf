package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.RepositoryNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Changes a login into a bearer token (Docker's token authentication specification): the client
 * comes here with Basic credentials and the scopes that the challenge named.
 */
final class TokenHandler {
  static final String PATH = "/token";

  private final Access access;
  private final RegistryTokens tokens;
  private final Clock clock;

  TokenHandler(Access access, RegistryTokens tokens, Clock clock) {
    this.access = access;
    this.tokens = tokens;
    this.clock = clock;
  }

  Response issue(Request request) {
    Principal principal = request.principal();
    List<RegistryScope> asked =
        request.queries("scope").stream()
            .flatMap(scopes -> List.of(scopes.split(" ", -1)).stream())
            .flatMap(scope -> RegistryScope.parse(scope).stream())
            .toList();
    List<RegistryScope> granted =
        asked.stream().map(scope -> granted(principal, scope)).flatMap(Optional::stream).toList();
    if (principal.isAnonymous() && granted.isEmpty()) {
      throw new HttpException(
          401, "log in first: docker login, with the user oauth2accesstoken and a token");
    }
    RegistryTokens.Issued issued = tokens.issue(principal, granted);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var body =
        Json.MAPPER
            .createObjectNode()
            .put("token", issued.token())
            .put("access_token", issued.token())
            .put("expires_in", Duration.between(now, issued.expires()).toSeconds())
            .put("issued_at", now.toString());
    return new Response.Bytes(
        200,
        Headers.of("Content-Type", "application/json").with("Cache-Control", "no-store"),
        Json.bytes(body));
  }

  /** The part of a scope that the principal may do; empty when there is none. */
  private Optional<RegistryScope> granted(Principal principal, RegistryScope scope) {
    var actions = new ArrayList<String>();
    for (String action : scope.actions()) {
      if (isGranted(principal, scope, action)) {
        actions.add(action);
      }
    }
    return actions.isEmpty()
        ? Optional.empty()
        : Optional.of(new RegistryScope(scope.type(), scope.name(), actions));
  }

  private boolean isGranted(Principal principal, RegistryScope scope, String action) {
    if (scope.type().equals("registry")) {
      return scope.name().equals("catalog") && access.allowsList(principal);
    }
    if (!scope.type().equals("repository") || !RepositoryNames.isName(scope.name())) {
      return false;
    }
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "pull" -> access.allows(principal, RegistryPermission.PULL, scope.name());
      case "push" -> access.allows(principal, RegistryPermission.PUSH, scope.name());
      case "delete" -> access.allows(principal, RegistryPermission.DELETE, scope.name());
      case "*" ->
          access.allows(principal, RegistryPermission.PUSH, scope.name())
              && access.allows(principal, RegistryPermission.DELETE, scope.name());
      default -> false;
    };
  }
}
