package dev.slipway.forge;

import dev.slipway.http.Authorizer;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import java.util.List;

/** Slipway's own API over hosted repositories, below {@code /api/v1/repositories}. */
public final class ForgeRoutes {
  private static final String ALL = "/api/v1/repositories";
  private static final String ONE = ALL + "/{owner}/{name}";
  private static final String PULL = ONE + "/pulls/{number}";

  private ForgeRoutes() {}

  /**
   * All routes.
   *
   * @param errors how the API writes its errors
   */
  public static RouteSet routeSet(Forge forge, Authorizer authorizer, ErrorFormat errors) {
    var access = new Access(authorizer);
    var repositories = new RepositoryHandlers(forge, access);
    var pulls = new PullHandlers(forge, access);
    return new RouteSet(
        "forge",
        List.of(
            Route.handlerDecides(
                Method.GET, ALL, "shows the repositories that one may see", repositories::list),
            Route.handlerDecides(
                Method.POST,
                ALL,
                "the permission depends on the name in the body",
                answering(repositories::create)),
            Route.handlerDecides(
                Method.POST,
                ONE + "/forks",
                "needs a permission here and one where the fork is to be",
                answering(repositories::fork)),
            Route.handlerDecides(
                Method.POST,
                ONE + "/pulls",
                "needs a permission here and, for a fork, one there",
                answering(pulls::open)),
            needs(Method.GET, ONE, ForgePermission.GET, repositories::get),
            needs(Method.PATCH, ONE, ForgePermission.ADMIN, repositories::update),
            needs(Method.GET, ONE + "/branches", ForgePermission.PULL, repositories::branches),
            needs(Method.GET, ONE + "/commits", ForgePermission.PULL, repositories::commits),
            needs(Method.GET, ONE + "/compare", ForgePermission.PULL, repositories::compare),
            needs(Method.GET, ONE + "/protection", ForgePermission.GET, repositories::protections),
            needs(
                Method.GET,
                ONE + "/protection/{branch...}",
                ForgePermission.GET,
                repositories::protection),
            needs(
                Method.PUT,
                ONE + "/protection/{branch...}",
                ForgePermission.ADMIN,
                repositories::protect),
            needs(
                Method.DELETE,
                ONE + "/protection/{branch...}",
                ForgePermission.ADMIN,
                repositories::unprotect),
            needs(Method.GET, ONE + "/pulls", ForgePermission.PULL_REQUESTS_LIST, pulls::list),
            needs(Method.GET, PULL, ForgePermission.PULL_REQUESTS_GET, pulls::get),
            needs(Method.PATCH, PULL, ForgePermission.PULL_REQUESTS_UPDATE, pulls::update),
            needs(Method.POST, PULL + "/close", ForgePermission.PULL_REQUESTS_UPDATE, pulls::close),
            needs(
                Method.POST, PULL + "/reopen", ForgePermission.PULL_REQUESTS_UPDATE, pulls::reopen),
            needs(Method.POST, PULL + "/merge", ForgePermission.PULL_REQUESTS_MERGE, pulls::merge)),
        errors,
        request -> "Bearer");
  }

  private static Route needs(
      Method method, String pattern, ForgePermission permission, Handler handler) {
    return Route.of(method, pattern, request -> permission.on(name(request)), answering(handler));
  }

  static RepositoryName name(Request request) {
    return new RepositoryName(request.parameter("owner"), request.parameter("name"));
  }

  /** Gives this room's exceptions their status, the one place where that is decided. */
  static Handler answering(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ForgeException e) {
        throw (HttpException)
            new HttpException(e.status(), String.valueOf(e.getMessage())).initCause(e);
      }
    };
  }
}
