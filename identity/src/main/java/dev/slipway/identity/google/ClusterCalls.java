package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.identity.google.ClusterDirectory.Cluster;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Clusters, as far as {@code gcloud container clusters get-credentials} needs them. */
final class ClusterCalls {
  private final ProjectCalls projects;
  private final ClusterDirectory clusters;

  ClusterCalls(ProjectCalls projects, ClusterDirectory clusters) {
    this.projects = projects;
    this.clusters = clusters;
  }

  List<Route> routes() {
    String all = "/v1/projects/{project}/locations/{location}/clusters";
    return List.of(
        Calls.route(Method.GET, all, this::list),
        Calls.route(Method.GET, all + "/{cluster}", this::describe));
  }

  private Response list(Request request) {
    var project = projects.require(request, "container.clusters.list");
    String location = request.parameter("location");
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("clusters");
    clusters.list(project.id()).stream()
        .filter(c -> location.equals("-") || location.equals(c.location()))
        .forEach(c -> list.add(json(c)));
    return Response.json(200, answer);
  }

  private Response describe(Request request) {
    var project = projects.require(request, "container.clusters.get");
    String location = request.parameter("location");
    String name = request.parameter("cluster");
    return Response.json(
        200,
        json(
            clusters
                .find(project.id(), location, name)
                .orElseThrow(() ->
                    new GoogleException(
                        Status.NOT_FOUND,
                        "Not found: projects/"
                            + project.id()
                            + "/locations/"
                            + location
                            + "/clusters/"
                            + name
                            + "."))));
  }

  private static ObjectNode json(Cluster cluster) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", cluster.name())
            .put("zone", cluster.location())
            .put("location", cluster.location())
            .put("status", "RUNNING")
            .put("endpoint", cluster.endpoint())
            .put("currentMasterVersion", cluster.version())
            .put("currentNodeVersion", cluster.version())
            .put("currentNodeCount", cluster.nodes());
    json.putObject("masterAuth")
        .put(
            "clusterCaCertificate",
            Base64.getEncoder()
                .encodeToString(
                    cluster.certificateAuthority().getBytes(StandardCharsets.US_ASCII)));
    return json;
  }
}
