package dev.slipway.manifest.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Merge rules from an OpenAPI v2 document: {@code x-kubernetes-patch-strategy}, {@code
 * x-kubernetes-patch-merge-key} and {@code x-kubernetes-list-map-keys}.
 */
final class OpenApiSchemas {
  private static final String GROUP_VERSION_KIND = "x-kubernetes-group-version-kind";

  private final JsonNode definitions;

  private OpenApiSchemas(JsonNode definitions) {
    this.definitions = definitions;
  }

  /** What a document describes. */
  record Result(Map<KindName, TypeSchema> types, Map<KindName, Scope> scopes) {}

  static Result read(JsonNode document) {
    var types = new HashMap<KindName, TypeSchema>();
    JsonNode definitions = document.path("definitions");
    var reader = new OpenApiSchemas(definitions);
    definitions.forEach(definition ->
        definition
            .path(GROUP_VERSION_KIND)
            .forEach(kind -> types.put(kind(kind), reader.schema(definition))));
    return new Result(types, scopes(document.path("paths")));
  }

  private static KindName kind(JsonNode node) {
    String group = node.path("group").asString("");
    String version = node.path("version").asString("");
    return new KindName(
        group.isEmpty() ? version : group + "/" + version, node.path("kind").asString(""));
  }

  private static Map<KindName, Scope> scopes(JsonNode paths) {
    var scopes = new HashMap<KindName, Scope>();
    paths
        .properties()
        .forEach(path -> {
          JsonNode kind = path.getValue().path("get").path(GROUP_VERSION_KIND);
          if (kind.isObject()) {
            boolean namespaced = path.getKey().contains("namespaces/{namespace}");
            scopes.merge(
                kind(kind),
                namespaced ? Scope.NAMESPACED : Scope.CLUSTER,
                (a, b) -> a == Scope.NAMESPACED ? a : b);
          }
        });
    return scopes;
  }

  private TypeSchema schema(JsonNode node) {
    return new OpenApiNode(node);
  }

  /** Follows {@code $ref}; a reference that leads nowhere or in a circle is nothing known. */
  private JsonNode resolve(JsonNode node) {
    JsonNode target = node;
    for (int hops = 0; target.path("$ref").isString(); hops++) {
      String ref = target.path("$ref").stringValue();
      target = definitions.path(ref.substring(ref.lastIndexOf('/') + 1));
      if (hops > definitions.size()) {
        return MissingNode.getInstance();
      }
    }
    return target;
  }

  private final class OpenApiNode implements TypeSchema {
    private final JsonNode node;

    OpenApiNode(JsonNode node) {
      this.node = node;
    }

    @Override
    public TypeSchema field(String name) {
      JsonNode field = node.path("properties").path(name);
      if (field.isMissingNode()) {
        field = node.path("additionalProperties");
      }
      return field.isObject() ? of(field) : UNKNOWN;
    }

    @Override
    public TypeSchema element() {
      JsonNode items = node.path("items");
      return node.path("type").asString("").equals("array") && items.isObject()
          ? of(items)
          : UNKNOWN;
    }

    private TypeSchema of(JsonNode child) {
      JsonNode target = resolve(child);
      return target.isObject() ? new OpenApiNode(target) : UNKNOWN;
    }

    @Override
    public MergeRule rule() {
      String strategy = node.path("x-kubernetes-patch-strategy").asString("");
      if (strategy.isEmpty()) {
        return MergeRule.NONE;
      }
      String key = node.path("x-kubernetes-patch-merge-key").asString("");
      List<String> keys = new ArrayList<>();
      node.path("x-kubernetes-list-map-keys").forEach(k -> keys.add(k.asString()));
      if (keys.isEmpty() && !key.isEmpty()) {
        keys.add(key);
      }
      return new MergeRule(Set.of(strategy.split(",")), key, keys);
    }
  }
}
