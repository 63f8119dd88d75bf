package dev.slipway.node.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.volume.AtomicDirectory.Content;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What belongs into a volume that is filled from objects of the cluster. */
final class VolumeFiles {
  private static final int DEFAULT_MODE = 0644;

  private static final long TOKEN_SECONDS = 3600;

  private final Cluster cluster;
  private final TokenShelf tokens;
  private final KubeObject pod;
  private final Map<String, Content> files = new TreeMap<>();

  private VolumeFiles(Cluster cluster, TokenShelf tokens, KubeObject pod) {
    this.cluster = cluster;
    this.tokens = tokens;
    this.pod = pod;
  }

  /** The files of a volume; empty when it is not of a kind that is filled so. */
  static Optional<Map<String, Content>> of(
      Cluster cluster, TokenShelf tokens, KubeObject pod, JsonNode volume) throws VolumeProblem {
    var files = new VolumeFiles(cluster, tokens, pod);
    int mode = DEFAULT_MODE;
    if (volume.has("configMap")) {
      JsonNode source = volume.path("configMap");
      files.addConfigMap(source, source.path("defaultMode").asInt(mode));
    } else if (volume.has("secret")) {
      JsonNode source = volume.path("secret");
      files.addSecret(
          source, source.path("secretName").asString(""), source.path("defaultMode").asInt(mode));
    } else if (volume.has("downwardAPI")) {
      JsonNode source = volume.path("downwardAPI");
      files.addFields(source, source.path("defaultMode").asInt(mode));
    } else if (volume.has("projected")) {
      files.addProjected(volume.path("projected"));
    } else {
      return Optional.empty();
    }
    return Optional.of(files.files);
  }

  private void addProjected(JsonNode projected) throws VolumeProblem {
    int mode = projected.path("defaultMode").asInt(DEFAULT_MODE);
    for (JsonNode source : projected.path("sources")) {
      if (source.has("configMap")) {
        addConfigMap(source.path("configMap"), mode);
      } else if (source.has("secret")) {
        JsonNode secret = source.path("secret");
        addSecret(secret, secret.path("name").asString(""), mode);
      } else if (source.has("downwardAPI")) {
        addFields(source.path("downwardAPI"), mode);
      } else if (source.has("serviceAccountToken")) {
        addToken(source.path("serviceAccountToken"), mode);
      } else {
        throw new VolumeProblem(
            "projected volumes of "
                + String.join(", ", source.propertyNames())
                + " are not supported");
      }
    }
  }

  private void addToken(JsonNode source, int mode) throws VolumeProblem {
    String token =
        tokens.get(
            pod,
            source.path("audience").asString(""),
            source.path("expirationSeconds").asLong(TOKEN_SECONDS));
    files.put(source.path("path").asString(""), new Content(token.getBytes(UTF_8), mode));
  }

  private void addConfigMap(JsonNode source, int mode) throws VolumeProblem {
    String name = source.path("name").asString("");
    Optional<KubeObject> map = find(ResourceType.CONFIG_MAPS, name);
    if (map.isEmpty()) {
      requireOptional(source, "configmap \"" + name + "\" not found");
      return;
    }
    var content = new TreeMap<String, byte[]>();
    for (var entry : map.get().tree().path("data").properties()) {
      content.put(entry.getKey(), entry.getValue().asString("").getBytes(UTF_8));
    }
    addDecoded(map.get().tree().path("binaryData"), content);
    select(source, content, mode);
  }

  private void addSecret(JsonNode source, String name, int mode) throws VolumeProblem {
    Optional<KubeObject> secret = find(ResourceType.SECRETS, name);
    if (secret.isEmpty()) {
      requireOptional(source, "secret \"" + name + "\" not found");
      return;
    }
    var content = new TreeMap<String, byte[]>();
    addDecoded(secret.get().tree().path("data"), content);
    select(source, content, mode);
  }

  private static void addDecoded(JsonNode data, Map<String, byte[]> content) {
    for (var entry : data.properties()) {
      content.put(entry.getKey(), Base64.getDecoder().decode(entry.getValue().asString("")));
    }
  }

  private Optional<KubeObject> find(ResourceType type, String name) {
    return cluster.find(type, new ObjectName(pod.namespace(), name));
  }

  private static void requireOptional(JsonNode source, String problem) throws VolumeProblem {
    if (!source.path("optional").asBoolean(false)) {
      throw new VolumeProblem(problem);
    }
  }

  /** All keys, or those the items name, under the items' paths. */
  private void select(JsonNode source, Map<String, byte[]> content, int mode) throws VolumeProblem {
    if (source.path("items").isEmpty()) {
      content.forEach((key, bytes) -> files.put(key, new Content(bytes, mode)));
      return;
    }
    for (JsonNode item : source.path("items")) {
      String key = item.path("key").asString("");
      byte[] bytes = content.get(key);
      if (bytes == null) {
        requireOptional(source, "references non-existent config key: " + key);
      } else {
        files.put(
            item.path("path").asString(""), new Content(bytes, item.path("mode").asInt(mode)));
      }
    }
  }

  private void addFields(JsonNode source, int mode) throws VolumeProblem {
    for (JsonNode item : source.path("items")) {
      String value = value(item);
      files.put(
          item.path("path").asString(""),
          new Content(value.getBytes(UTF_8), item.path("mode").asInt(mode)));
    }
  }

  private String value(JsonNode item) throws VolumeProblem {
    if (item.has("resourceFieldRef")) {
      JsonNode reference = item.path("resourceFieldRef");
      return PodFields.resource(cluster, pod, reference, "")
          .orElseThrow(() ->
              new VolumeProblem(
                  "container \""
                      + reference.path("containerName").asString("")
                      + "\" not found in the pod"));
    }
    String path = item.path("fieldRef").path("fieldPath").asString("");
    Optional<String> value = PodFields.field(pod, path);
    if (value.isEmpty()) {
      throw new VolumeProblem("unsupported fieldPath: " + path);
    }
    return value.get();
  }
}
