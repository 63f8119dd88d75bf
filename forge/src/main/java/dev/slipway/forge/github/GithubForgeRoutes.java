package dev.slipway.forge.github;

import dev.slipway.forge.ForgeException;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Route;
import java.util.ArrayList;
import java.util.List;

/** The routes of GitHub's REST API that are about repositories, below {@code /api/v3}. */
public final class GithubForgeRoutes {
  private static final String WHY = "asks for what the repository of the path needs";
  private static final String ONE = "/api/v3/repos/{owner}/{name}";

  private final Hosted hosted;
  private final List<Route> routes = new ArrayList<>();

  private GithubForgeRoutes(Hosted hosted) {
    this.hosted = hosted;
  }

  /** All routes. */
  public static List<Route> of(Hosted hosted) {
    var all = new GithubForgeRoutes(hosted);
    all.repositories();
    all.refs();
    all.pulls();
    all.issues();
    all.checks();
    all.releases();
    return List.copyOf(all.routes);
  }

  private void add(Method method, String pattern, Handler handler) {
    at(method, ONE + pattern, handler);
  }

  private void at(Method method, String pattern, Handler handler) {
    routes.add(Route.handlerDecides(method, pattern, WHY, answering(handler)));
  }

  /** This room's exceptions in GitHub's statuses: what cannot be done as things are is a 422. */
  private static Handler answering(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ForgeException e) {
        int status = e.reason() == ForgeException.Reason.CONFLICT ? 422 : e.status();
        throw (HttpException)
            new HttpException(status, String.valueOf(e.getMessage())).initCause(e);
      }
    };
  }

  private void repositories() {
    var calls = new RepositoryCalls(hosted);
    add(Method.GET, "", calls::get);
    add(Method.GET, "/branches", calls::branches);
    add(Method.GET, "/branches/{branch...}", calls::branch);
    add(Method.GET, "/tags", calls::tags);
    add(Method.GET, "/commits", calls::commits);
    add(Method.GET, "/commits/{ref...}", calls::commit);
    add(Method.GET, "/compare/{ends...}", calls::compare);
    var contents = new ContentCalls(hosted);
    add(Method.GET, "/contents", contents::root);
    add(Method.GET, "/contents/{path...}", contents::get);
    add(Method.PUT, "/contents/{path...}", contents::put);
    add(Method.DELETE, "/contents/{path...}", contents::delete);
  }

  private void refs() {
    var calls = new RefCalls(hosted);
    add(Method.GET, "/git/ref/{ref...}", calls::get);
    add(Method.GET, "/git/refs/{ref...}", calls::get);
    add(Method.GET, "/git/matching-refs/{ref...}", calls::matching);
    add(Method.POST, "/git/refs", calls::create);
    add(Method.PATCH, "/git/refs/{ref...}", calls::update);
    add(Method.DELETE, "/git/refs/{ref...}", calls::delete);
    add(Method.GET, "/git/commits/{sha}", calls::commit);
    add(Method.GET, "/git/trees/{sha...}", calls::tree);
  }

  private void pulls() {
    var calls = new PullCalls(hosted);
    String one = "/pulls/{number}";
    add(Method.GET, "/pulls", calls::list);
    add(Method.POST, "/pulls", calls::create);
    add(Method.GET, one, calls::get);
    add(Method.PATCH, one, calls::update);
    add(Method.GET, one + "/files", calls::files);
    add(Method.GET, one + "/commits", calls::commits);
    add(Method.GET, one + "/merge", calls::isMerged);
    add(Method.PUT, one + "/merge", calls::merge);
    add(Method.POST, one + "/requested_reviewers", calls::noReviews);
    add(Method.POST, one + "/reviews", calls::noReviews);
    add(Method.GET, "/commits/{ref...}/pulls", calls::ofCommit);
  }

  private void issues() {
    var calls = new IssueCalls(hosted);
    String one = "/issues/{number}";
    add(Method.GET, "/issues", calls::list);
    add(Method.POST, "/issues", calls::disabled);
    add(Method.GET, one, calls::get);
    add(Method.PATCH, one, calls::update);
    add(Method.GET, one + "/comments", calls::comments);
    add(Method.POST, one + "/comments", calls::comment);
    add(Method.GET, "/issues/comments", calls::allComments);
    add(Method.GET, "/issues/comments/{comment}", calls::one);
    add(Method.PATCH, "/issues/comments/{comment}", calls::edit);
    add(Method.DELETE, "/issues/comments/{comment}", calls::remove);
    add(Method.GET, one + "/labels", calls::labels);
    add(Method.POST, one + "/labels", calls::label);
    add(Method.PUT, one + "/labels", calls::relabel);
    add(Method.DELETE, one + "/labels", calls::unlabelAll);
    add(Method.DELETE, one + "/labels/{label}", calls::unlabel);
  }

  private void checks() {
    var calls = new CheckCalls(hosted);
    add(Method.POST, "/statuses/{sha}", calls::post);
    add(Method.GET, "/commits/{ref...}/statuses", calls::statuses);
    add(Method.GET, "/commits/{ref...}/status", calls::combined);
    add(Method.GET, "/commits/{ref...}/check-runs", calls::list);
    add(Method.POST, "/check-runs", calls::create);
    add(Method.GET, "/check-runs/{check}", calls::get);
    add(Method.PATCH, "/check-runs/{check}", calls::update);
  }

  private void releases() {
    var calls = new ReleaseCalls(hosted);
    var assets = new AssetCalls(hosted, calls);
    String one = "/releases/{release}";
    add(Method.GET, "/releases", calls::list);
    add(Method.POST, "/releases", calls::create);
    add(Method.POST, "/releases/generate-notes", calls::generateNotes);
    add(Method.GET, "/releases/latest", calls::latest);
    add(Method.GET, "/releases/tags/{tag...}", calls::ofTag);
    add(Method.GET, one, calls::get);
    add(Method.PATCH, one, calls::update);
    add(Method.DELETE, one, calls::remove);
    add(Method.GET, one + "/assets", assets::list);
    // Where clients upload: they are told the first, and guess the second.
    String uploads = "/api/uploads/repos/{owner}/{name}/releases/{release}/assets";
    at(Method.POST, uploads, assets::upload);
    add(Method.POST, one + "/assets", assets::upload);
    add(Method.GET, "/releases/assets/{asset}", assets::get);
    add(Method.GET, "/releases/assets/{asset}/{file}", assets::download);
    add(Method.PATCH, "/releases/assets/{asset}", assets::update);
    add(Method.DELETE, "/releases/assets/{asset}", assets::remove);
  }
}
