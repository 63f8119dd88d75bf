package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.Release;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a release goes into git (specification-notes S46): {@code release.json} and {@code
 * manifests.yaml}. Of Secrets there is the name and a hash of each value, never the value.
 */
final class DeployRecord {
  private DeployRecord() {}

  static Map<String, byte[]> files(Release release, List<KubeObject> manifests) {
    var files = new TreeMap<String, byte[]>();
    var documents = manifests.stream().map(o -> open(o).tree()).toList();
    files.put("manifests.yaml", utf8(YamlWriter.writeAll(documents)));
    ObjectNode summary = Json.MAPPER.createObjectNode();
    summary
        .put("environment", release.environment())
        .put("release", release.number())
        .put("repository", release.origin().repository().orElse(""))
        .put("commit", release.commit().orElse(""))
        .put("cause", release.cause())
        .put("actor", release.author().principal())
        .put("run", release.author().run().orElse(""))
        .put("manifests", release.content().manifests());
    ObjectNode images = summary.putObject("images");
    release
        .workloads()
        .forEach(w ->
            w.images()
                .forEach(i ->
                    images.put(w.name() + "/" + i.container(), i.digest().orElse(i.reference()))));
    release.undo().ifPresent(u -> summary.putObject("undo").put("of", u.of()).put("to", u.to()));
    files.put("release.json", utf8(Json.pretty(summary) + "\n"));
    return files;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The object with hashes in the place of secret values. */
  private static KubeObject open(KubeObject object) {
    if (!object.kind().equals("Secret")) {
      return object;
    }
    return object.edited(tree -> {
      for (String part : List.of("data", "stringData")) {
        if (tree.path(part) instanceof ObjectNode values) {
          for (String key : List.copyOf(values.propertyNames())) {
            JsonNode value = values.path(key);
            values.put(key, "hash:" + Contents.hash(value));
          }
        }
      }
      if (tree.path("metadata").path("annotations") instanceof ObjectNode annotations) {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
      }
    });
  }
}
