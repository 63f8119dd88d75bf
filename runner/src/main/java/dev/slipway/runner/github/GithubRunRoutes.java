package dev.slipway.runner.github;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.Method;
import dev.slipway.http.Route;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.cache.CacheStore;
import dev.slipway.runner.run.Runs;
import java.util.ArrayList;
import java.util.List;

/** The routes of GitHub's REST API that are about runs, below {@code /api/v3}. */
public final class GithubRunRoutes {
  private static final String WHY = "asks for what the repository of the path needs";
  private static final String ONE = "/api/v3/repos/{owner}/{name}";

  private final List<Route> routes = new ArrayList<>();

  private GithubRunRoutes() {}

  /**
   * All routes.
   *
   * @param url of the instance
   */
  public static List<Route> of(
      Runs runs, ArtifactStore artifacts, CacheStore caches, Authorizer authorizer, String url) {
    var access = new GithubAccess(authorizer);
    var calls = new RunCalls(runs, access, url);
    var all = new GithubRunRoutes();
    all.runs(calls, new LogCalls(runs, calls));
    all.kept(new KeptCalls(runs, calls, access, artifacts, caches, url));
    all.environments(new EnvironmentCalls(runs.environments(), access, url));
    return List.copyOf(all.routes);
  }

  private void add(Method method, String pattern, Handler handler) {
    routes.add(Route.handlerDecides(method, ONE + pattern, WHY, handler));
  }

  private void runs(RunCalls calls, LogCalls logs) {
    String run = "/actions/runs/{run}";
    String job = "/actions/jobs/{job}";
    add(Method.GET, "/actions/workflows", calls::workflows);
    add(Method.GET, "/actions/workflows/{workflow}", calls::workflow);
    add(Method.GET, "/actions/workflows/{workflow}/runs", calls::ofWorkflow);
    add(Method.GET, "/actions/runs", calls::list);
    add(Method.GET, run, calls::get);
    add(Method.GET, run + "/jobs", calls::jobs);
    add(Method.GET, run + "/attempts/{attempt}/jobs", calls::jobsOfAttempt);
    add(Method.GET, run + "/logs", logs::ofRun);
    add(Method.POST, run + "/cancel", calls::cancel);
    add(Method.POST, run + "/force-cancel", calls::cancel);
    add(Method.POST, run + "/rerun", calls::rerun);
    add(Method.POST, run + "/rerun-failed-jobs", calls::rerunFailed);
    add(Method.GET, job, calls::getJob);
    add(Method.GET, job + "/logs", logs::ofJob);
    add(Method.POST, job + "/rerun", calls::rerunJob);
  }

  private void kept(KeptCalls calls) {
    String artifact = "/actions/artifacts/{artifact}";
    add(Method.GET, "/actions/artifacts", calls::artifacts);
    add(Method.GET, "/actions/runs/{run}/artifacts", calls::artifactsOfRun);
    add(Method.GET, artifact, calls::artifact);
    add(Method.GET, artifact + "/zip", calls::download);
    add(Method.DELETE, artifact, calls::removeArtifact);
    add(Method.GET, "/actions/caches", calls::caches);
    add(Method.GET, "/actions/cache/usage", calls::usage);
    add(Method.DELETE, "/actions/caches", calls::removeCaches);
    add(Method.DELETE, "/actions/caches/{cache}", calls::removeCache);
  }

  private void environments(EnvironmentCalls calls) {
    add(Method.GET, "/environments", calls::list);
    add(Method.GET, "/environments/{environment}", calls::get);
    add(Method.PUT, "/environments/{environment}", calls::set);
  }
}
