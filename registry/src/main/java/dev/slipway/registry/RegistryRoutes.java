package dev.slipway.registry;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import java.time.Clock;
import java.util.List;

/**
 * The registry over HTTP: the OCI distribution specification 1.1 with its accepted additions,
 * Docker's catalog and Docker's token end point.
 */
public final class RegistryRoutes {
  private static final String WHY =
      "the permission depends on the repository, and a mount needs two of them";

  private RegistryRoutes() {}

  /**
   * All routes: {@code /v2/…} and {@code /token}.
   *
   * @param authorizer is asked for each operation with IAM's permissions
   * @param tokens hands out the bearer tokens that logged-in clients ask for
   */
  public static RouteSet routeSet(
      Registry registry, Authorizer authorizer, RegistryTokens tokens, Clock clock) {
    var access = new Access(authorizer, registry);
    var blobs = new BlobHandlers(registry, access);
    var uploads = new UploadHandlers(registry, access);
    var manifests = new ManifestHandlers(registry, access);
    var lists = new ListHandlers(registry, access);
    var token = new TokenHandler(access, tokens, clock);
    String blob = "/v2/{name...}/blobs/{digest}";
    String start = "/v2/{name...}/blobs/uploads";
    String upload = "/v2/{name...}/blobs/uploads/{id}";
    String manifest = "/v2/{name...}/manifests/{reference}";
    var all = new Operations(registry.metrics());
    return new RouteSet(
        "registry",
        List.of(
            all.route("ping", Method.GET, "/v2/", RegistryRoutes::ping),
            all.route("ping", Method.GET, "/v2", RegistryRoutes::ping),
            all.route("catalog", Method.GET, "/v2/_catalog", lists::catalog),
            all.route("blob_get", Method.GET, blob, blobs::get),
            all.route("blob_delete", Method.DELETE, blob, blobs::delete),
            all.route("upload_start", Method.POST, start, uploads::start),
            all.route("upload_start", Method.POST, start + "/", uploads::start),
            all.route("upload_append", Method.PATCH, upload, uploads::append),
            all.route("upload_finish", Method.PUT, upload, uploads::finish),
            all.route("upload_status", Method.GET, upload, uploads::status),
            all.route("upload_cancel", Method.DELETE, upload, uploads::cancel),
            all.route("manifest_get", Method.GET, manifest, manifests::get),
            all.route("manifest_put", Method.PUT, manifest, manifests::put),
            all.route("manifest_delete", Method.DELETE, manifest, manifests::delete),
            all.route("tags", Method.GET, "/v2/{name...}/tags/list", lists::tags),
            all.route(
                "referrers", Method.GET, "/v2/{name...}/referrers/{digest}", manifests::referrers),
            all.route("token", Method.GET, TokenHandler.PATH, token::issue)),
        new RegistryErrors(),
        new RegistryChallenge());
  }

  private record Operations(RegistryMetrics metrics) {
    Route route(String operation, Method method, String pattern, Handler handler) {
      return Route.handlerDecides(
          method, pattern, WHY, RegistryErrors.answering(operation, handler, metrics));
    }
  }

  /** End point 1. Clients learn from its refusal how to log in. */
  private static Response ping(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "log in first: docker login " + request.authority());
    }
    return new Response.Bytes(
        200,
        RegistryErrors.version().with("Content-Type", "application/json"),
        new byte[] {'{', '}'});
  }
}
