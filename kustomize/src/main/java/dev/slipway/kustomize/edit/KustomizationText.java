package dev.slipway.kustomize.edit;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.edit.SourceNode.Field;
import dev.slipway.kustomize.edit.SourceNode.Fields;
import dev.slipway.manifest.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kustomization file being edited: fields keep their order, their comments and their bytes unless
 * they change, new fields come behind the old ones in the form the tool gives them.
 */
public final class KustomizationText {
  private static final Map<String, String> RENAMED =
      Map.of("imageTags", "images", "bases", "resources");
  private static final Set<String> TEXTS =
      Set.of("apiVersion", "kind", "namespace", "namePrefix", "nameSuffix");
  private static final Set<String> MAPS =
      Set.of(
          "metadata",
          "openapi",
          "commonLabels",
          "commonAnnotations",
          "sortOptions",
          "helmGlobals",
          "generatorOptions");
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

  private final String original;
  private final String text;
  private final String file;
  private final ObjectNode old;
  private final ObjectNode fields;
  private final List<String> renamed = new ArrayList<>();

  private KustomizationText(String original, String text, String file, ObjectNode old) {
    this.original = original;
    this.text = text;
    this.file = file;
    this.old = old;
    this.fields = old.deepCopy();
  }

  /** Reads a file; old fields become the new ones, the header is completed. */
  public static KustomizationText parse(byte[] bytes, String file) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String current = withCurrentNames(text, read(text, file));
    var edited = new KustomizationText(text, current, file, read(current, file));
    RENAMED.forEach((from, to) -> {
      if (read(text, file).has(from)) {
        edited.renamed.add(from + " -> " + to);
      }
    });
    edited.modernise();
    return edited;
  }

  /** A new file with nothing in it but its header. */
  public static KustomizationText empty() {
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    var created = new KustomizationText("", "", Kustomization.FILE_NAMES.getFirst(), none);
    created.fields.put("apiVersion", Kustomization.API_VERSION).put("kind", "Kustomization");
    return created;
  }

  /** The fields of a text; none when it holds nothing or only comments, as a file does at first. */
  private static ObjectNode read(String text, String file) {
    Optional<Section> section =
        Kustomization.readIfAny(text.getBytes(StandardCharsets.UTF_8), file)
            .map(Kustomization::section);
    section.ifPresent(s -> s.node().propertyNames().forEach(name -> requireShape(s, name)));
    return section.map(Section::node).orElseGet(JsonNodeFactory.instance::objectNode);
  }

  /** Lists and maps are what they should be, so that they can be changed. */
  private static void requireShape(Section section, String name) {
    if (TEXTS.contains(name)) {
      section.text(name);
    } else if (MAPS.contains(name)) {
      section.section(name);
    } else {
      section.items(name);
    }
  }

  public ObjectNode fields() {
    return fields;
  }

  String file() {
    return file;
  }

  /** The text as it was read. */
  String original() {
    return original;
  }

  /** Which old fields became new ones when the text was read, as {@code old -> new}. */
  List<String> renamed() {
    return List.copyOf(renamed);
  }

  /** Fields that only got another name are renamed where they stand. */
  private static String withCurrentNames(String text, ObjectNode fields) {
    String current = text;
    for (var name : RENAMED.entrySet()) {
      if (fields.has(name.getKey()) && !fields.has(name.getValue())) {
        current = renamed(current, name.getKey(), name.getValue());
      }
    }
    return current;
  }

  private static String renamed(String text, String from, String to) {
    String content = withoutMark(text);
    for (Field field : SourceReader.read(content).map(Fields::fields).orElse(List.of())) {
      if (field.name().equals(from)) {
        return text.substring(0, text.length() - content.length())
            + content.substring(0, field.key().start())
            + to
            + content.substring(field.key().end());
      }
    }
    return text;
  }

  /** Replaces an old field by its successor, which may be there already. */
  void rename(String from, String to) {
    if (fields.get(from) instanceof ArrayNode value) {
      fields.withArrayProperty(to).addAll(value.valueStream().toList());
    }
    fields.remove(from);
  }

  private void modernise() {
    RENAMED.forEach((from, to) -> {
      if (fields.has(from)) {
        rename(from, to);
      }
    });
    for (String generator : List.of("configMapGenerator", "secretGenerator")) {
      fields.path(generator).forEach(KustomizationText::gatherEnvironments);
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

  /** A generator's one file of variables joins the list of such files. */
  private static void gatherEnvironments(JsonNode generator) {
    if (generator instanceof ObjectNode entry && entry.path("env").isString()) {
      String file = entry.remove("env").asString("");
      if (!file.isEmpty()) {
        entry.withArrayProperty("envs").add(file);
      }
    }
  }

  /** The file's new text: what was not changed has the bytes it had. */
  public String write() {
    ObjectNode wanted = wanted();
    if (wanted.equals(old)) {
      return text;
    }
    String content = withoutMark(text);
    boolean windows = content.contains("\r\n");
    String unix = windows ? content.replace("\r\n", "\n") : content;
    String lines = unix.isEmpty() || unix.endsWith("\n") ? unix : unix + "\n";
    Optional<String> inPlace =
        old.isEmpty()
            ? Optional.of(lines + rendered(added(wanted), wanted))
            : SourceReader.read(lines)
                .filter(root -> !root.flow())
                .map(root ->
                    new SourceEdit(new SourceLines(lines))
                        .rewrite(root, old, wanted, added(wanted)));
    String changed =
        inPlace.filter(result -> says(result, wanted)).orElseGet(() -> anew(lines, wanted));
    String mark = text.substring(0, text.length() - content.length());
    return mark + (windows ? changed.replace("\n", "\r\n") : changed);
  }

  /** The fields to write: emptied ones go, those that were empty before stay as they are. */
  private ObjectNode wanted() {
    ObjectNode wanted = fields.deepCopy();
    for (String name : List.copyOf(fields.propertyNames())) {
      JsonNode value = fields.get(name);
      boolean empty =
          value.isNull()
              || (value.isContainer() && value.isEmpty())
              || (value.isString() && value.stringValue().isEmpty());
      if (empty && !value.equals(old.get(name))) {
        wanted.remove(name);
      }
    }
    return wanted;
  }

  private List<String> added(ObjectNode wanted) {
    List<String> order = old.isEmpty() ? List.of("apiVersion", "kind") : List.of();
    return Stream.concat(order.stream(), ORDER.stream())
        .distinct()
        .filter(name -> wanted.has(name) && !old.has(name))
        .toList();
  }

  /** Guards against texts that cannot be changed in place, such as those whose anchor went. */
  private boolean says(String result, ObjectNode wanted) {
    try {
      return YamlWriter.write(read(result, file)).equals(YamlWriter.write(wanted));
    } catch (InputException e) {
      return false;
    }
  }

  /** The file in canonical form, all its comments at the top. */
  private String anew(String lines, ObjectNode wanted) {
    var result = new StringBuilder();
    SourceReader.read(lines)
        .map(root -> new SourceLines(lines).comments(root, 0, lines.length()))
        .ifPresent(comments -> result.append(SourceLines.commentLines(comments, 0)));
    List<String> kept = old.propertyNames().stream().filter(wanted::has).toList();
    return result.append(rendered(kept, wanted)).append(rendered(added(wanted), wanted)).toString();
  }

  private static String rendered(List<String> names, ObjectNode from) {
    return names.stream()
        .map(name -> SourceLines.render(name, from.get(name), 0))
        .collect(Collectors.joining());
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
