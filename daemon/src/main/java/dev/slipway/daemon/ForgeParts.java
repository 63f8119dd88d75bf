package dev.slipway.daemon;

import dev.slipway.forge.Forge;
import dev.slipway.forge.ForgePorts;
import dev.slipway.forge.ForgeRoutes;
import dev.slipway.forge.GitRoutes;
import dev.slipway.forge.Repositories;
import dev.slipway.forge.check.AllChecks;
import dev.slipway.forge.check.PostedChecks;
import dev.slipway.forge.discussion.Discussions;
import dev.slipway.forge.github.GithubForgeRoutes;
import dev.slipway.forge.github.Hosted;
import dev.slipway.forge.release.TaggedReleases;
import dev.slipway.http.RouteSet;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubErrors;
import dev.slipway.http.github.GithubSelf;
import dev.slipway.store.Schema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The repositories that are hosted here, and what a push to them sets off.
 *
 * @param forge what happens to them
 * @param routeSets git, GitHub's REST API, and Slipway's own
 */
record ForgeParts(Forge forge, List<RouteSet> routeSets) {
  static List<Schema> schemas() {
    return List.of(
        Repositories.schema(), Discussions.SCHEMA, PostedChecks.SCHEMA, TaggedReleases.SCHEMA);
  }

  /** The repositories, for those that must be there before the forge. */
  static HostedSources sources(DataDirectory data, State state, Clock clock, Closing closing) {
    var database = state.database();
    return new HostedSources(
        closing.add(new Repositories(data.git(), database, state.journal(), clock)));
  }

  /**
   * Starts the forge; what it was about to do when a process before this one ended is done first.
   *
   * @param payloads what events tell of a repository
   */
  static ForgeParts start(
      DataDirectory data,
      Settings settings,
      State state,
      HostedSources sources,
      RepositoryPayloads payloads,
      RunnerParts runner,
      Clock clock) {
    var events =
        new PipelineEvents(
            runner.runs(),
            runner.check(),
            state.identity().setup(),
            payloads,
            sources,
            settings.url());
    var checks = new AllChecks(events, new PostedChecks(state.database(), state.journal(), clock));
    var ports = new ForgePorts(events, events, checks);
    var forge = new Forge(sources.repositories(), state.database(), state.journal(), clock, ports);
    sources.moveThrough(forge);
    forge.recover();
    var hosted =
        new Hosted(
            forge,
            new GithubAccess(state.authorizer()),
            new Discussions(state.database(), state.journal(), clock),
            checks.posted(),
            new TaggedReleases(data.releases(), state.database(), state.journal(), clock),
            checks.jobs(),
            settings.url(),
            clock);
    return new ForgeParts(
        forge,
        List.of(
            GitRoutes.routeSet(forge, state.authorizer()),
            github(hosted, runner, clock),
            ForgeRoutes.routeSet(forge, state.authorizer(), new ProblemFormat())));
  }

  /** GitHub's REST API, for its clients in workflows. */
  private static RouteSet github(Hosted hosted, RunnerParts runner, Clock clock) {
    var routes = new ArrayList<>(GithubForgeRoutes.of(hosted));
    routes.addAll(runner.github());
    routes.addAll(new GithubSelf(clock).routes());
    routes.addAll(GithubErrors.everythingElse());
    return new RouteSet(
        "github", routes, new GithubErrors(), request -> "Bearer", RouteSet.EncodedSlashes.TAKEN);
  }
}
