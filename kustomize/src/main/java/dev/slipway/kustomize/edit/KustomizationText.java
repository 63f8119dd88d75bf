package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.manifest.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kustomization file being edited, written back as the tool writes it: fields in the order of the
 * file with the comments above them, each field in canonical form, new fields behind the old ones.
 */
public final class KustomizationText {
  private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9]+):.*");
  private static final List<String> ORDER =
      List.of(
          "resources",
          "bases",
          "namePrefix",
          "nameSuffix",
          "namespace",
          "crds",
          "commonLabels",
          "labels",
          "commonAnnotations",
          "patchesStrategicMerge",
          "patchesJson6902",
          "patches",
          "configMapGenerator",
          "secretGenerator",
          "helmCharts",
          "helmChartInflationGenerator",
          "helmGlobals",
          "generatorOptions",
          "vars",
          "images",
          "replacements",
          "replicas",
          "configurations",
          "generators",
          "transformers",
          "validators",
          "components",
          "openapi",
          "buildMetadata",
          "sortOptions",
          "metadata",
          "apiVersion",
          "kind");

  private final ObjectNode fields;
  private final Map<String, String> comments = new LinkedHashMap<>();
  private String trailing = "";

  private KustomizationText(ObjectNode fields) {
    this.fields = fields;
  }

  /** Reads a file; old fields become the new ones, the header is completed. */
  public static KustomizationText parse(String text, String file) {
    Kustomization kustomization = Kustomization.read(text.getBytes(StandardCharsets.UTF_8), file);
    var edited = new KustomizationText(kustomization.section().node());
    edited.readComments(text);
    edited.modernise();
    return edited;
  }

  /** A new file with nothing in it but its header. */
  public static KustomizationText empty() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("apiVersion", Kustomization.API_VERSION).put("kind", "Kustomization");
    var created = new KustomizationText(fields);
    created.comments.put("apiVersion", "");
    created.comments.put("kind", "");
    return created;
  }

  public ObjectNode fields() {
    return fields;
  }

  private void readComments(String text) {
    var pending = new StringBuilder();
    String current = "";
    for (String line : text.split("\n", -1)) {
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        pending.append(line).append('\n');
        continue;
      }
      Matcher field = FIELD.matcher(line);
      if (field.matches() && Kustomization.FIELDS.contains(field.group(1))) {
        current = field.group(1);
        comments.put(current, pending.toString());
        pending.setLength(0);
      } else if (!current.isEmpty() && !pending.isEmpty()) {
        comments.merge(current, pending.toString(), String::concat);
        pending.setLength(0);
      }
    }
    // Splitting leaves one empty line behind the last line break.
    if (!pending.isEmpty()) {
      trailing = pending.substring(0, pending.length() - 1);
    }
  }

  private void modernise() {
    rename("imageTags", "images");
    if (fields.get("bases") instanceof ArrayNode bases) {
      fields.withArrayProperty("resources").addAll(bases.valueStream().toList());
      fields.remove("bases");
    }
    if (!fields.has("apiVersion")) {
      boolean component = fields.path("kind").asString("").equals("Component");
      fields.put(
          "apiVersion",
          component ? Kustomization.COMPONENT_API_VERSION : Kustomization.API_VERSION);
    }
    if (!fields.has("kind")) {
      fields.put("kind", "Kustomization");
    }
  }

  private void rename(String old, String current) {
    if (fields.get(old) instanceof ArrayNode value) {
      fields.withArrayProperty(current).addAll(value.valueStream().toList());
      fields.remove(old);
    }
  }

  /** The file's new text. */
  public String write() {
    var order = new ArrayList<>(comments.keySet());
    for (String field : ORDER) {
      if (!comments.containsKey(field)) {
        order.add(field);
      }
    }
    var out = new StringBuilder();
    for (String field : order) {
      JsonNode value = fields.path(field);
      boolean empty =
          value.isMissingNode() || value.isNull() || (value.isContainer() && value.isEmpty());
      if (!empty && !(value.isString() && value.stringValue().isEmpty())) {
        out.append(comments.getOrDefault(field, ""));
        ObjectNode single = JsonNodeFactory.instance.objectNode();
        single.set(field, value);
        out.append(YamlWriter.write(single));
      }
    }
    return out.append(trailing).toString();
  }
}
