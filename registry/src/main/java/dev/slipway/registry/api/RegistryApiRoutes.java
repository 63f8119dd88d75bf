package dev.slipway.registry.api;

import dev.slipway.http.Authorizer;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Handler;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.registry.ImagesInUse;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The routes below {@code /api/v1/registry}, and {@code /metrics} for Prometheus. */
public final class RegistryApiRoutes {
  private static final String ROOT = "/api/v1/registry";
  private static final String WHY = "the permission depends on the image or repository named";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private RegistryApiRoutes() {}

  /**
   * All routes.
   *
   * @param uses images that no clean-up may remove
   * @param errors how the API writes its errors
   */
  public static RouteSet routeSet(
      Registry registry, Authorizer authorizer, ImagesInUse uses, ErrorFormat errors) {
    var access = new ApiAccess(authorizer, registry);
    var repositories = new RepositoryHandlers(registry, access);
    var tags = new TagHandlers(registry, access);
    var cleanUp = new CleanUpHandlers(registry, access, uses);
    String one = ROOT + "/repositories/{project}/{repository}";
    return new RouteSet(
        "registry-api",
        List.of(
            route(Method.GET, ROOT + "/repositories", repositories::list),
            route(Method.GET, one, repositories::get),
            route(Method.PUT, one, repositories::put),
            route(Method.DELETE, one, repositories::delete),
            route(Method.GET, ROOT + "/tags", tags::list),
            route(Method.POST, ROOT + "/tags", tags::move),
            route(Method.GET, ROOT + "/tags/history", tags::history),
            route(Method.POST, ROOT + "/tags/undo", tags::undo),
            route(Method.POST, ROOT + "/cleanup", cleanUp::clean),
            route(Method.GET, ROOT + "/removed", cleanUp::removed),
            route(Method.POST, ROOT + "/restore", cleanUp::restore),
            Route.of(
                Method.POST,
                ROOT + "/collect",
                request -> new Permission("slipway.registry.collect", "instance"),
                cleanUp::collect),
            Route.of(
                Method.GET,
                "/metrics",
                request -> new Permission("slipway.metrics.get", "instance"),
                request ->
                    new Response.Bytes(
                        200,
                        Headers.of("Content-Type", METRICS),
                        registry.metrics().text().getBytes(StandardCharsets.UTF_8)))),
        errors,
        request -> "Bearer");
  }

  private static Route route(Method method, String pattern, Handler handler) {
    return Route.handlerDecides(
        method,
        pattern,
        WHY,
        request -> {
          try {
            return handler.handle(request);
          } catch (RegistryException e) {
            throw new HttpException(e.status(), String.valueOf(e.getMessage()));
          }
        });
  }
}
