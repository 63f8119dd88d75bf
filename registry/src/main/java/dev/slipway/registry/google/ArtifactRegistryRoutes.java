package dev.slipway.registry.google;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.registry.Registry;
import java.util.List;
import java.util.function.UnaryOperator;

/** Artifact Registry's REST API, version 1, for repositories of format Docker. */
public final class ArtifactRegistryRoutes {
  private static final String WHY = "the permission's resource depends on what the name stands for";

  private final Calls calls;
  private final RepositoryCalls repositories;
  private final ImageCalls images;
  private final TagCalls tags;

  /**
   * @param projects the id of a project that is named by id or by number
   * @param policies answers the methods of a repository that concern its IAM policy
   * @param domain what image names have after {@code LOCATION-docker.}, such as {@code pkg.dev}
   */
  public ArtifactRegistryRoutes(
      Registry registry,
      Authorizer authorizer,
      UnaryOperator<String> projects,
      Handler policies,
      String domain) {
    this.calls = new Calls(authorizer, projects);
    this.repositories = new RepositoryCalls(calls, registry, policies, domain);
    this.images = new ImageCalls(repositories, registry);
    this.tags = new TagCalls(images, registry);
  }

  public RouteSet routeSet() {
    String place = "/projects/{project}/locations";
    String all = "/v1" + place + "/{location}/repositories";
    String one = all + "/{repository}";
    String packages = one + "/packages";
    String image = packages + "/{package}";
    return new RouteSet(
        "artifactregistry",
        List.of(
            route(Method.GET, "/v1" + place, repositories::locations),
            route(Method.GET, "/v1beta2" + place, repositories::locations),
            route(
                Method.GET,
                "/v1" + place + "/{location}/operations/{operation}",
                repositories::operation),
            route(Method.GET, all, repositories::list),
            route(Method.POST, all, repositories::create),
            route(Method.GET, one, repositories::get),
            route(Method.POST, one, repositories::post),
            route(Method.PATCH, one, repositories::update),
            route(Method.DELETE, one, repositories::delete),
            route(Method.GET, one + "/dockerImages", images::images),
            route(Method.GET, one + "/dockerImages/{image}", images::image),
            route(Method.GET, packages, images::packages),
            route(Method.GET, image, images::getPackage),
            route(Method.DELETE, image, images::deletePackage),
            route(Method.GET, image + "/versions", images::versions),
            route(Method.POST, image + "/versions:batchDelete", images::deleteVersions),
            route(Method.GET, image + "/versions/{version}", images::getVersion),
            route(Method.DELETE, image + "/versions/{version}", images::deleteVersion),
            route(Method.GET, image + "/tags", tags::list),
            route(Method.POST, image + "/tags", tags::create),
            route(Method.GET, image + "/tags/{tag}", tags::get),
            route(Method.PATCH, image + "/tags/{tag}", tags::update),
            route(Method.DELETE, image + "/tags/{tag}", tags::delete),
            route(Method.GET, "/v1/projects/{project}/occurrences", this::occurrences)),
        ApiErrors.FORMAT,
        request -> "Bearer");
  }

  /** Scan results, which gcloud asks for with each image: nothing is scanned here. */
  private Response occurrences(Request request) {
    calls.require(request, "dockerimages.list", "projects/" + calls.project(request));
    return Response.json(200, Json.MAPPER.createObjectNode());
  }

  private Route route(Method method, String pattern, Handler handler) {
    return Route.handlerDecides(method, pattern, WHY, ApiErrors.FORMAT.answering(handler));
  }
}
