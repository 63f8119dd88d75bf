package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.config.TransformerConfig;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.ResourceIndex;
import dev.slipway.kustomize.transform.HashTransformer;
import dev.slipway.kustomize.transform.ImageChange;
import dev.slipway.kustomize.transform.ImageIndex;
import dev.slipway.kustomize.transform.ImageTransformer;
import dev.slipway.kustomize.transform.LabelTransformer;
import dev.slipway.kustomize.transform.NameAffixTransformer;
import dev.slipway.kustomize.transform.NameAffixTransformer.Side;
import dev.slipway.kustomize.transform.NamespaceTransformer;
import dev.slipway.kustomize.transform.NamespaceTransformer.Scope;
import dev.slipway.kustomize.transform.NamespaceTransformer.Subjects;
import dev.slipway.kustomize.transform.ReplacementTransformer;
import dev.slipway.kustomize.transform.ReplicasTransformer;
import dev.slipway.kustomize.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes transformers from objects with {@code apiVersion: builtin}. */
final class BuiltInTransformers {
  private static final List<String> KINDS =
      List.of(
          "AnnotationsTransformer",
          "HashTransformer",
          "ImageTagTransformer",
          "LabelTransformer",
          "NamespaceTransformer",
          "PatchJson6902Transformer",
          "PatchStrategicMergeTransformer",
          "PatchTransformer",
          "PrefixTransformer",
          "PrefixSuffixTransformer",
          "ReplacementTransformer",
          "ReplicaCountTransformer",
          "SuffixTransformer");

  private final Location location;

  BuiltInTransformers(Location location, TransformerConfig config) {
    this.location = location;
    this.config = config;
  }

  private final TransformerConfig config;

  Transformer of(Section plugin) {
    return switch (plugin.text("kind")) {
      case "AnnotationsTransformer" ->
          new LabelTransformer(plugin.textMap("annotations"), fields(plugin));
      case "LabelTransformer" -> new LabelTransformer(plugin.textMap("labels"), fields(plugin));
      case "PrefixTransformer" ->
          new NameAffixTransformer(plugin.text("prefix"), Side.PREFIX, fields(plugin));
      case "SuffixTransformer" ->
          new NameAffixTransformer(plugin.text("suffix"), Side.SUFFIX, fields(plugin));
      case "PrefixSuffixTransformer" -> both(plugin);
      case "NamespaceTransformer" -> namespace(plugin);
      case "ImageTagTransformer" -> image(plugin);
      case "ReplicaCountTransformer" ->
          new ReplicasTransformer(
              required(plugin, "replica"),
              plugin.has("fieldSpecs") ? fields(plugin) : config.fields(Purpose.REPLICAS),
              new ResourceIndex());
      case "ReplacementTransformer" -> replacements(plugin);
      case "PatchTransformer" -> patches(plugin).patch(plugin);
      case "PatchJson6902Transformer" -> patches(plugin).jsonPatch(json(plugin));
      case "PatchStrategicMergeTransformer" -> strategicMerge(plugin);
      case "HashTransformer" -> new HashTransformer();
      default -> throw Plugins.unknown(plugin, KINDS);
    };
  }

  private Patches patches(Section plugin) {
    return new Patches(location, plugin, new ResourceIndex());
  }

  private static List<FieldSpec> fields(Section plugin) {
    return plugin.sections("fieldSpecs").stream().map(FieldSpec::of).toList();
  }

  private static Section required(Section plugin, String field) {
    return plugin.section(field).orElseThrow(() -> plugin.error("", field + " is missing", ""));
  }

  private static Transformer both(Section plugin) {
    var prefix = new NameAffixTransformer(plugin.text("prefix"), Side.PREFIX, fields(plugin));
    var suffix = new NameAffixTransformer(plugin.text("suffix"), Side.SUFFIX, fields(plugin));
    return resources -> {
      prefix.transform(resources);
      suffix.transform(resources);
    };
  }

  private static Transformer namespace(Section plugin) {
    String namespace = plugin.section("metadata").map(m -> m.text("namespace")).orElse("");
    return new NamespaceTransformer(
        namespace,
        fields(plugin),
        Subjects.parse(plugin, "setRoleBindingSubjects"),
        plugin.flag("unsetOnly") ? Scope.UNSET_ONLY : Scope.ALL);
  }

  private Transformer image(Section plugin) {
    Section tag = required(plugin, "imageTag");
    return new ImageTransformer(ImageChange.of(tag), new ImageIndex(fields(plugin)));
  }

  private Transformer strategicMerge(Section plugin) {
    ObjectNode node = plugin.node().objectNode();
    ArrayNode list = node.putArray("patchesStrategicMerge");
    plugin.texts("paths").forEach(list::add);
    String inPlace = plugin.text("patches");
    if (!inPlace.isEmpty()) {
      list.add(inPlace);
    }
    List<Transformer> patches = patches(Section.of(node, plugin.file())).strategicMerge();
    return resources -> patches.forEach(patch -> patch.transform(resources));
  }

  private static Section json(Section plugin) {
    var node = plugin.node().deepCopy();
    if (node.has("jsonOp")) {
      node.set("patch", node.remove("jsonOp"));
    }
    return Section.of(node, plugin.file());
  }

  private static Transformer replacements(Section plugin) {
    var index = new ResourceIndex();
    var list = new ArrayList<Transformer>();
    for (Section entry : plugin.sections("replacements")) {
      list.add(new ReplacementTransformer(entry, index));
    }
    return resources -> list.forEach(t -> t.transform(resources));
  }
}
