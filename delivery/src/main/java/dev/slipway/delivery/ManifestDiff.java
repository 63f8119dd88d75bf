package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between the manifests of two releases, field by field. */
final class ManifestDiff {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private ManifestDiff() {}

  /** One entry for each object that differs. */
  static ArrayNode of(List<KubeObject> before, List<KubeObject> after) {
    Map<String, KubeObject> old = byName(before);
    Map<String, KubeObject> now = byName(after);
    var names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    ArrayNode result = Json.MAPPER.createArrayNode();
    for (String name : names) {
      KubeObject one = old.get(name);
      KubeObject other = now.get(name);
      if (one == null || other == null) {
        result.addObject().put("object", name).put("change", one == null ? "added" : "removed");
      } else {
        compare(name, one, other, result);
      }
    }
    return result;
  }

  private static Map<String, KubeObject> byName(List<KubeObject> objects) {
    var all = new LinkedHashMap<String, KubeObject>();
    objects.forEach(o -> all.put(o.kind() + "/" + o.name(), o));
    return all;
  }

  private static void compare(String name, KubeObject one, KubeObject other, ArrayNode result) {
    ArrayNode fields = Json.MAPPER.createArrayNode();
    boolean secret = one.kind().equals("Secret");
    walk(
        "",
        one.tree(),
        other.tree(),
        (path, pair) -> {
          ObjectNode field = fields.addObject().put("field", path);
          if (secret) {
            field.put("old", "(hidden)").put("new", "(hidden)");
          } else {
            field.set("old", pair.old());
            field.set("new", pair.now());
          }
        });
    if (!fields.isEmpty()) {
      result.addObject().put("object", name).put("change", "changed").set("fields", fields);
    }
  }

  private record Pair(JsonNode old, JsonNode now) {}

  private static void walk(
      String path, JsonNode old, JsonNode now, BiConsumer<String, Pair> differs) {
    if (old.equals(now) || path.endsWith(LAST_APPLIED)) {
      return;
    }
    if (old.isObject() && now.isObject()) {
      var keys = new TreeSet<>(old.propertyNames());
      keys.addAll(now.propertyNames());
      keys.forEach(
          k -> walk(path + (path.isEmpty() ? "" : ".") + k, old.path(k), now.path(k), differs));
    } else if (old.isArray() && now.isArray()) {
      for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
        walk(
            path + "[" + label(old.path(i), now.path(i), i) + "]",
            old.path(i),
            now.path(i),
            differs);
      }
    } else {
      differs.accept(path, new Pair(orNull(old), orNull(now)));
    }
  }

  private static String label(JsonNode old, JsonNode now, int index) {
    String name = old.path("name").asString("");
    return !name.isEmpty() && name.equals(now.path("name").asString(""))
        ? name
        : Integer.toString(index);
  }

  private static JsonNode orNull(JsonNode node) {
    return node.isMissingNode() ? Json.MAPPER.nullNode() : node;
  }
}
