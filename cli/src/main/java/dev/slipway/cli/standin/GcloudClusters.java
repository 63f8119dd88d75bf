package dev.slipway.cli.standin;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code gcloud container clusters}: writes a kubeconfig that holds the access token itself, so
 * that kubectl needs no plug-in (S41).
 */
final class GcloudClusters {
  private final Surroundings around;
  private final GcloudCall call;

  GcloudClusters(Surroundings around, GcloudCall call) {
    this.around = around;
    this.call = call;
  }

  void run(List<String> words) throws IOException {
    String command = words.isEmpty() ? "" : words.getFirst();
    switch (command) {
      case "get-credentials" -> {
        if (words.size() != 2) {
          throw Gcloud.usage(
              "container.clusters.get-credentials", "argument NAME: Must be specified.");
        }
        credentials(words.get(1));
      }
      case "list" -> list();
      case "describe" -> {
        if (words.size() != 2) {
          throw Gcloud.usage("container.clusters.describe", "argument NAME: Must be specified.");
        }
        call.print(cluster(words.get(1)), "json");
      }
      default -> throw Gcloud.unknown("container clusters " + command);
    }
  }

  private JsonNode cluster(String name) throws IOException {
    String location =
        call.location()
            .orElseThrow(() ->
                Gcloud.usage(
                    "container.clusters.get-credentials",
                    "One of [--location, --zone, --region] must be supplied."));
    return call.get(
        "container",
        "/v1/projects/" + call.project() + "/locations/" + location + "/clusters/" + name);
  }

  private void credentials(String name) throws IOException {
    around.console().note("Fetching cluster endpoint and auth data.");
    JsonNode cluster = cluster(name);
    String location = cluster.path("zone").asString(cluster.path("location").asString("-"));
    String context =
        "gke_" + call.project() + "_" + location + "_" + cluster.path("name").asString(name);
    Path file = kubeconfig();
    ObjectNode config = read(file);
    put(config, "clusters", context, "cluster", server(cluster));
    var user = Json.MAPPER.createObjectNode().put("token", new GoogleTokens(around).accessToken());
    put(config, "users", context, "user", user);
    put(
        config,
        "contexts",
        context,
        "context",
        Json.MAPPER.createObjectNode().put("cluster", context).put("user", context));
    config.put("current-context", context);
    Files.createDirectories(file.toAbsolutePath().getParent());
    DurableFiles.writeSecret(file, Json.pretty(config).getBytes(StandardCharsets.UTF_8));
    around.console().note("kubeconfig entry generated for " + name + ".");
  }

  private Path kubeconfig() {
    return around
        .variable("KUBECONFIG")
        .map(list -> Path.of(list.split(":")[0]))
        .orElseGet(() -> around.home().resolve(".kube/config"));
  }

  /** The file that is there: JSON, which is YAML too, as this stand-in writes it. */
  private static ObjectNode read(Path file) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      if (text.startsWith("{")
          && Json.parse(text.getBytes(StandardCharsets.UTF_8), file.toString())
              instanceof ObjectNode node) {
        return node;
      }
      if (!text.isEmpty()) {
        throw new ToolFailure(
            1,
            "ERROR: (gcloud.container.clusters.get-credentials) "
                + file
                + " was written by another tool; remove it, or let KUBECONFIG name another file");
      }
    }
    return Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Config");
  }

  private static ObjectNode server(JsonNode cluster) {
    String endpoint = cluster.path("endpoint").asString("");
    return Json.MAPPER
        .createObjectNode()
        .put("server", "https://" + endpoint)
        .put(
            "certificate-authority-data",
            cluster.path("masterAuth").path("clusterCaCertificate").asString(""));
  }

  private static void put(
      ObjectNode config, String list, String name, String field, JsonNode value) {
    var kept = Json.MAPPER.createArrayNode();
    for (JsonNode entry : config.path(list)) {
      if (!entry.path("name").asString("").equals(name)) {
        kept.add(entry);
      }
    }
    kept.addObject().put("name", name).set(field, value);
    config.set(list, kept);
  }

  private void list() throws IOException {
    String location = call.location().orElse("-");
    JsonNode clusters =
        call.get(
                "container",
                "/v1/projects/" + call.project() + "/locations/" + location + "/clusters")
            .path("clusters");
    Optional<String> format = call.flags().last("--format");
    if (format.isPresent()) {
      call.print(clusters, "json");
      return;
    }
    var table = new Table("NAME", "LOCATION", "MASTER_VERSION", "MASTER_IP", "NUM_NODES", "STATUS");
    for (JsonNode cluster : clusters) {
      table.row(
          cluster.path("name").asString(""),
          cluster.path("location").asString(cluster.path("zone").asString("")),
          cluster.path("currentMasterVersion").asString(""),
          cluster.path("endpoint").asString(""),
          cluster.path("currentNodeCount").asString("1"),
          cluster.path("status").asString(""));
    }
    table.lines().forEach(around.console()::print);
  }
}
