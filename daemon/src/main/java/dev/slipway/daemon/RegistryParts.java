package dev.slipway.daemon;

import dev.slipway.http.Principal;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.iam.Project;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryRoutes;
import dev.slipway.registry.RegistryScope;
import dev.slipway.registry.RegistryTokens;
import dev.slipway.registry.Upkeep;
import dev.slipway.registry.api.RegistryApiRoutes;
import dev.slipway.registry.google.ArtifactRegistryRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The registry as its clients see it.
 *
 * @param routeSets the distribution protocol, Artifact Registry's REST API, and Slipway's own
 */
record RegistryParts(List<RouteSet> routeSets) {
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final Duration UPKEEP = Duration.ofHours(1);
  private static final String IMAGE_DOMAIN = "pkg.dev";

  /**
   * Opens it and starts its upkeep.
   *
   * @param deployed images that must stay
   */
  static RegistryParts start(
      Registry registry, State state, DeployedImages deployed, Clock clock, Closing closing) {
    closing.add(Upkeep.start(registry, deployed, UPKEEP));
    return new RegistryParts(
        List.of(
            RegistryRoutes.routeSet(registry, state.authorizer(), tokens(state.tokens()), clock),
            artifactRegistry(registry, state),
            RegistryApiRoutes.routeSet(
                registry, state.authorizer(), deployed, new ProblemFormat())));
  }

  private static RegistryTokens tokens(AccessTokens tokens) {
    return (Principal principal, List<RegistryScope> granted) -> {
      var issued = tokens.issue(principal, "registry login", TOKEN_LIFE);
      return new RegistryTokens.Issued(issued.token().value(), issued.expires());
    };
  }

  private static RouteSet artifactRegistry(Registry registry, State state) {
    var identity = state.identity();
    return new ArtifactRegistryRoutes(
            registry,
            state.authorizer(),
            named -> identity.projects().find(named).map(Project::id).orElse(named),
            identity.repositoryPolicies(),
            IMAGE_DOMAIN)
        .routeSet();
  }
}
