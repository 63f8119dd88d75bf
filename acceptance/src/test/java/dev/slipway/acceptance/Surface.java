package dev.slipway.acceptance;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What the world sees of an instance: pages, images, and what its cluster is set to.
 *
 * @param slipway the instance
 * @param ingress where users knock
 */
record Surface(Checkout slipway, String ingress) {
  private static final String PRODUCTION = "doctor-app";

  /** The project of images that were built without a pipeline. */
  private static final String BY_HAND = "/my-gcp-project/";

  static Surface of(Checkout slipway) {
    return new Surface(slipway, slipway.json("status").path("ingress").asString());
  }

  /** A page of production; empty when it is not there. */
  String production(String path) {
    return page(path, "Host: doctor-app.example");
  }

  /** A page of staging, which has a host name of its own; empty when it is not there. */
  String staging(String path) {
    return page(path, "Host: staging.doctor-app.localhost");
  }

  private String page(String path, String header) {
    var answer =
        Command.of("curl", "-sf", "--max-time", "5", "-H", header, ingress + path)
            .withEnvironment("NO_PROXY", "*")
            .run();
    return answer.succeeded() ? answer.stdout() : "";
  }

  /**
   * The digests of the images that the application's pipeline made, by {@code NAME:TAG}, without
   * host and project.
   */
  Map<String, String> images() {
    var images = new TreeMap<String, String>();
    for (JsonNode image : slipway.json("images").path("images")) {
      String name = image.path("name").asString();
      int start = name.indexOf("/doctor-app/");
      if (start >= 0 && !name.contains(BY_HAND)) {
        images.put(
            name.substring(start + "/doctor-app/".length()), image.path("digest").asString());
      }
    }
    return images;
  }

  /** The latest release of an environment. */
  JsonNode release(String environment) {
    return slipway.json("releases", "-e", environment).path("releases").path(0);
  }

  /** What both environments' Deployments are set to, with their generations. */
  String deployed() {
    return slipway.kubectl(
        "get",
        "deployments",
        "--all-namespaces",
        "-o",
        "custom-columns=NS:.metadata.namespace,N:.metadata.name,G:.metadata.generation,"
            + "I:.spec.template.spec.containers[*].image");
  }

  /** When each of production's containers was started, by pod. */
  Map<String, String> podStarts() {
    String json = slipway.kubectl("get", "pods", "-n", PRODUCTION, "-o", "json");
    var starts = new TreeMap<String, String>();
    for (JsonNode pod : Json.parse(json.getBytes(StandardCharsets.UTF_8), "pods").path("items")) {
      if (!pod.path("metadata").has("deletionTimestamp")) {
        starts.put(
            pod.path("metadata").path("name").asString(),
            pod.path("status")
                .path("containerStatuses")
                .path(0)
                .path("state")
                .path("running")
                .path("startedAt")
                .asString("not running"));
      }
    }
    return starts;
  }
}
