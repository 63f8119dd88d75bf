package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.FieldSpec.Creation;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.NameReference;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.config.TransformerConfig;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Field lists from OpenAPI definitions of custom resources: {@code x-kubernetes-annotation}, {@code
 * x-kubernetes-label-selector}, {@code x-kubernetes-identity}, {@code x-kubernetes-object-ref-kind}
 * and their companions.
 */
final class CustomResourceFields {
  private final Map<String, JsonNode> definitions = new LinkedHashMap<>();
  private final Map<Purpose, List<FieldSpec>> fields = new EnumMap<>(Purpose.class);
  private final List<NameReference> references = new ArrayList<>();

  private CustomResourceFields() {}

  static TransformerConfig read(Section file) {
    var reader = new CustomResourceFields();
    file.node()
        .properties()
        .forEach(entry -> reader.definitions.put(entry.getKey(), entry.getValue().path("Schema")));
    reader.definitions.forEach((name, schema) ->
        reader.kindOf(schema).ifPresent(gvk -> reader.walk(schema, gvk, List.of(), List.of(name))));
    return TransformerConfig.of(reader.fields, reader.references);
  }

  /** Whole objects are those that have a version, a kind and metadata; the name tells which. */
  private Optional<Gvk> kindOf(JsonNode schema) {
    JsonNode properties = schema.path("properties");
    boolean whole =
        properties.has("apiVersion") && properties.has("kind") && properties.has("metadata");
    if (!whole) {
      return Optional.empty();
    }
    for (Map.Entry<String, JsonNode> entry : definitions.entrySet()) {
      if (entry.getValue().equals(schema)) {
        String name = entry.getKey();
        return Optional.of(new Gvk("", "", name.substring(name.lastIndexOf('.') + 1)));
      }
    }
    return Optional.empty();
  }

  private void walk(JsonNode schema, Gvk gvk, List<String> path, List<String> open) {
    for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
      var place = new ArrayList<>(path);
      place.add(entry.getKey());
      JsonNode property = entry.getValue();
      note(property, gvk, place);
      JsonNode reference =
          property.path("items").has("$ref")
              ? property.path("items").path("$ref")
              : property.path("$ref");
      String target = reference.asString("");
      String name = target.substring(target.lastIndexOf('/') + 1);
      if (definitions.containsKey(name) && !open.contains(name)) {
        var deeper = new ArrayList<>(open);
        deeper.add(name);
        walk(definitions.get(name), gvk, place, deeper);
      }
    }
  }

  private void note(JsonNode property, Gvk gvk, List<String> place) {
    if (property.has("x-kubernetes-annotation")) {
      add(Purpose.COMMON_ANNOTATIONS, gvk, place);
    }
    if (property.has("x-kubernetes-label-selector")) {
      add(Purpose.COMMON_LABELS, gvk, place);
    }
    if (property.has("x-kubernetes-identity")) {
      add(Purpose.NAME_PREFIX, gvk, place);
    }
    String version = property.path("x-kubernetes-object-ref-api-version").asString("");
    String kind = property.path("x-kubernetes-object-ref-kind").asString("");
    if (!kind.isEmpty() && !version.isEmpty()) {
      String name = property.path("x-kubernetes-object-ref-name-key").asString("name");
      var named = new ArrayList<>(place);
      named.add(name);
      references.add(
          new NameReference(
              new Gvk("", version, kind), List.of(new FieldSpec(gvk, named, Creation.SKIP))));
    }
  }

  private void add(Purpose purpose, Gvk gvk, List<String> place) {
    fields
        .computeIfAbsent(purpose, p -> new ArrayList<>())
        .add(new FieldSpec(gvk, place, Creation.SKIP));
  }
}
