package dev.slipway.registry.google;

import dev.slipway.base.Json;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.registry.Repository;
import dev.slipway.registry.Repository.CleanupMode;
import dev.slipway.registry.RepositoryPath;
import dev.slipway.registry.cleanup.CleanupPolicyJson;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A repository in Artifact Registry's JSON. */
final class RepositoryMessage {
  /** What a client may send back as it got it. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "name",
          "createTime",
          "updateTime",
          "sizeBytes",
          "satisfiesPzs",
          "satisfiesPzi",
          "registryUri");

  private static final Set<String> CHANGEABLE =
      Set.of("description", "labels", "dockerConfig", "cleanupPolicies", "cleanupPolicyDryRun");

  /** Features that exist at Google and not here, with what they are called. */
  private static final Map<String, String> MISSING =
      Map.of(
          "remoteRepositoryConfig", "remote repositories are",
          "virtualRepositoryConfig", "virtual repositories are",
          "kmsKeyName", "customer-managed encryption keys are",
          "mavenConfig", "Maven repositories are",
          "disallowUnspecifiedMode", "disallowUnspecifiedMode is",
          "networkConfig", "network configuration is");

  private RepositoryMessage() {}

  static ObjectNode write(Repository repository, String host, long bytes) {
    RepositoryPath path = repository.path();
    Repository.Settings settings = repository.settings();
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", path.toString())
            .put("format", "DOCKER")
            .put("mode", "STANDARD_REPOSITORY")
            .put("createTime", repository.created().toString())
            .put("updateTime", repository.updated().toString())
            .put("sizeBytes", Long.toString(bytes))
            .put("registryUri", host + "/" + path.project() + "/" + path.repository());
    if (!settings.description().isEmpty()) {
      json.put("description", settings.description());
    }
    if (!settings.labels().isEmpty()) {
      var labels = json.putObject("labels");
      settings.labels().forEach(labels::put);
    }
    if (settings.tags() == TagMobility.IMMUTABLE) {
      json.putObject("dockerConfig").put("immutableTags", true);
    }
    if (!settings.policies().isEmpty()) {
      json.set("cleanupPolicies", CleanupPolicyJson.write(settings.policies()));
    }
    if (settings.cleanup() == CleanupMode.DRY_RUN) {
      json.put("cleanupPolicyDryRun", true);
    }
    return json;
  }

  /** The settings of a repository to be made. */
  static Repository.Settings create(JsonNode json) {
    check(json);
    String format = json.path("format").asString("FORMAT_UNSPECIFIED");
    if (!format.equals("DOCKER")) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT,
          "repositories of format " + format + " are not served here; only DOCKER is");
    }
    Repository.Settings settings = Repository.Settings.DEFAULT;
    for (String field : CHANGEABLE) {
      settings = change(field, json).apply(settings);
    }
    return settings;
  }

  /** What an update with this mask does. */
  static UnaryOperator<Repository.Settings> update(JsonNode json, String mask) {
    check(json);
    List<String> paths =
        mask.isEmpty()
            ? CHANGEABLE.stream().filter(json::has).toList()
            : List.of(mask.split(",", -1));
    return before -> {
      Repository.Settings settings = before;
      for (String path : paths) {
        settings = change(path.strip(), json).apply(settings);
      }
      return settings;
    };
  }

  private static UnaryOperator<Repository.Settings> change(String path, JsonNode json) {
    return switch (path) {
      case "description" -> s -> s.withDescription(json.path("description").asString(""));
      case "labels" -> s -> s.withLabels(labels(json.path("labels")));
      case "dockerConfig",
          "docker_config",
          "dockerConfig.immutableTags",
          "docker_config.immutable_tags" ->
          s -> s.withTags(mobility(json.path("dockerConfig")));
      case "cleanupPolicies", "cleanup_policies" ->
          s -> s.withPolicies(CleanupPolicyJson.parse(json.path("cleanupPolicies")));
      case "cleanupPolicyDryRun", "cleanup_policy_dry_run" ->
          s ->
              s.withCleanup(
                  json.path("cleanupPolicyDryRun").asBoolean(false)
                      ? CleanupMode.DRY_RUN
                      : CleanupMode.ACTIVE);
      default -> {
        if (path.startsWith("vulnerabilityScanningConfig")) {
          yield s -> s;
        }
        throw new GoogleException(
            Status.INVALID_ARGUMENT, "the field " + path + " of a repository cannot be changed");
      }
    };
  }

  private static Map<String, String> labels(JsonNode json) {
    var labels = new LinkedHashMap<String, String>();
    for (Map.Entry<String, JsonNode> label : json.properties()) {
      labels.put(label.getKey(), label.getValue().asString(""));
    }
    return labels;
  }

  private static TagMobility mobility(JsonNode dockerConfig) {
    return dockerConfig.path("immutableTags").asBoolean(false)
        ? TagMobility.IMMUTABLE
        : TagMobility.MOVABLE;
  }

  /** Refuses by name what is not served. */
  private static void check(JsonNode json) {
    String mode = json.path("mode").asString("MODE_UNSPECIFIED");
    switch (mode) {
      case "MODE_UNSPECIFIED", "STANDARD_REPOSITORY" -> {}
      case "REMOTE_REPOSITORY" -> throw unserved("remote repositories are");
      case "VIRTUAL_REPOSITORY" -> throw unserved("virtual repositories are");
      default -> throw unserved("repositories of mode " + mode + " are");
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      String name = field.getKey();
      boolean empty = field.getValue().isNull() || field.getValue().isEmpty();
      if (MISSING.containsKey(name) && !(empty && field.getValue().isContainer())) {
        throw unserved(MISSING.getOrDefault(name, name));
      }
      boolean known =
          READ_ONLY.contains(name)
              || CHANGEABLE.contains(name)
              || MISSING.containsKey(name)
              || Set.of("format", "mode").contains(name);
      if (name.equals("vulnerabilityScanningConfig")) {
        refuseScanning(field.getValue());
      } else if (!known) {
        throw unserved("the field " + name + " of a repository is");
      }
    }
  }

  private static void refuseScanning(JsonNode config) {
    if (config.path("enablementConfig").asString("").equals("INHERITED")) {
      return;
    }
    if (!config.path("enablementConfig").asString("DISABLED").equals("DISABLED")) {
      throw unserved("vulnerability scanning is");
    }
  }

  private static GoogleException unserved(String what) {
    return new GoogleException(Status.UNIMPLEMENTED, what + " not served here");
  }
}
