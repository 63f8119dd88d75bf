package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.registry.Repository.CleanupMode;
import dev.slipway.registry.cleanup.CleanupPolicyJson;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A repository's settings as they are stored. */
final class RepositoryJson {
  private RepositoryJson() {}

  static String write(Repository.Settings settings) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("description", settings.description())
            .put("tags", settings.tags().name().toLowerCase(Locale.ROOT))
            .put("cleanup", settings.cleanup().name().toLowerCase(Locale.ROOT));
    var labels = json.putObject("labels");
    settings.labels().forEach(labels::put);
    json.set("policies", CleanupPolicyJson.write(settings.policies()));
    return Json.text(json);
  }

  static Repository.Settings read(String text) {
    JsonNode json = Json.MAPPER.readTree(text);
    var labels = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> label : json.path("labels").properties()) {
      labels.put(label.getKey(), label.getValue().asString());
    }
    return new Repository.Settings(
        json.path("description").asString(""),
        labels,
        TagMobility.valueOf(json.path("tags").asString("movable").toUpperCase(Locale.ROOT)),
        CleanupPolicyJson.parse(json.path("policies")),
        CleanupMode.valueOf(json.path("cleanup").asString("active").toUpperCase(Locale.ROOT)));
  }
}
