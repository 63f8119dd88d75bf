package dev.slipway.kustomize.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.config.TransformerConfig;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.Origin;
import dev.slipway.kustomize.resource.Origin.Maker;
import dev.slipway.kustomize.resource.ResourceIndex;
import dev.slipway.kustomize.transform.ImageChange;
import dev.slipway.kustomize.transform.ImageIndex;
import dev.slipway.kustomize.transform.ImageTransformer;
import dev.slipway.kustomize.transform.LabelTransformer;
import dev.slipway.kustomize.transform.NameAffixTransformer;
import dev.slipway.kustomize.transform.NameAffixTransformer.Side;
import dev.slipway.kustomize.transform.NamespaceTransformer;
import dev.slipway.kustomize.transform.ReplacementTransformer;
import dev.slipway.kustomize.transform.ReplicasTransformer;
import dev.slipway.kustomize.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The transformers of one kustomization, in the order they run. */
final class Transformers {
  private final BuildContext context;
  private final Location location;
  private final Section section;
  private final TransformerConfig config;
  private final List<Step> steps = new ArrayList<>();

  Transformers(BuildContext context, Location location, Section section, TransformerConfig config) {
    this.context = context;
    this.location = location;
    this.section = section;
    this.config = config;
  }

  List<Step> all() {
    var patches = new Patches(location, section, new ResourceIndex());
    add("PatchStrategicMergeTransformer", patches.strategicMerge());
    patches.patches().forEach(patch -> add("PatchTransformer", patch));
    namespace();
    affixes();
    labels();
    annotations();
    // From here on names change only by steps that tell the index.
    var index = new ResourceIndex();
    new Patches(location, section, index)
        .json()
        .forEach(patch -> add("PatchJson6902Transformer", patch));
    replicas(index);
    images();
    add("ReplacementTransformer", replacements(index));
    var builtIn = new BuiltInTransformers(location, config);
    for (Plugin plugin : new Plugins(context, location, section).read("transformers")) {
      steps.add(new Step(builtIn.of(plugin.section()), plugin.origin()));
    }
    return steps;
  }

  private void add(String kind, Transformer transformer) {
    Origin file = location.originOf(Position.of(section.file()), section.fileName());
    steps.add(new Step(transformer, file.by(Maker.of(kind))));
  }

  /** Several that count as one step, if there are any. */
  private void add(String kind, List<Transformer> transformers) {
    if (!transformers.isEmpty()) {
      add(kind, resources -> transformers.forEach(one -> one.transform(resources)));
    }
  }

  private void namespace() {
    String namespace = section.text("namespace");
    if (!namespace.isEmpty()) {
      add(
          "NamespaceTransformer",
          new NamespaceTransformer(
              namespace,
              config.fields(Purpose.NAMESPACE),
              NamespaceTransformer.Subjects.DEFAULT_ONLY,
              NamespaceTransformer.Scope.ALL));
    }
  }

  private void affixes() {
    String prefix = section.text("namePrefix");
    if (!prefix.isEmpty()) {
      add(
          "PrefixTransformer",
          new NameAffixTransformer(prefix, Side.PREFIX, config.fields(Purpose.NAME_PREFIX)));
    }
    String suffix = section.text("nameSuffix");
    if (!suffix.isEmpty()) {
      add(
          "SuffixTransformer",
          new NameAffixTransformer(suffix, Side.SUFFIX, config.fields(Purpose.NAME_SUFFIX)));
    }
  }

  private void labels() {
    for (Section entry : section.sections("labels")) {
      entry.allow(Set.of("pairs", "includeSelectors", "includeTemplates", "fields"));
      add("LabelTransformer", new LabelTransformer(entry.textMap("pairs"), labelFields(entry)));
    }
    Map<String, String> common = section.textMap("commonLabels");
    // Labels of either kind bring this step along, if only to do nothing.
    if (!common.isEmpty() || !section.sections("labels").isEmpty()) {
      add("LabelTransformer", new LabelTransformer(common, config.fields(Purpose.COMMON_LABELS)));
    }
  }

  private List<FieldSpec> labelFields(Section entry) {
    var fields = new ArrayList<>(entry.sections("fields").stream().map(FieldSpec::of).toList());
    if (entry.flag("includeSelectors")) {
      fields.addAll(config.fields(Purpose.COMMON_LABELS));
      return fields;
    }
    fields.addAll(config.fields(Purpose.LABELS));
    if (entry.flag("includeTemplates")) {
      fields.addAll(config.fields(Purpose.TEMPLATE_LABELS));
    }
    fields.add(
        new FieldSpec(
            new Gvk("", "", ""), List.of("metadata", "labels"), FieldSpec.Creation.CREATE));
    return fields;
  }

  private void annotations() {
    Map<String, String> common = section.textMap("commonAnnotations");
    if (!common.isEmpty()) {
      add(
          "AnnotationsTransformer",
          new LabelTransformer(common, config.fields(Purpose.COMMON_ANNOTATIONS)));
    }
  }

  private void replicas(ResourceIndex index) {
    for (Section entry : section.sections("replicas")) {
      add(
          "ReplicaCountTransformer",
          new ReplicasTransformer(entry, config.fields(Purpose.REPLICAS), index));
    }
  }

  private void images() {
    var entries = new ArrayList<>(section.sections("images"));
    entries.addAll(section.sections("imageTags"));
    var index = new ImageIndex(config.fields(Purpose.IMAGES));
    for (Section entry : entries) {
      add("ImageTagTransformer", new ImageTransformer(ImageChange.of(entry), index));
    }
  }

  private List<Transformer> replacements(ResourceIndex index) {
    var list = new ArrayList<Transformer>();
    for (Section entry : section.sections("replacements")) {
      if (!entry.has("path")) {
        list.add(new ReplacementTransformer(entry, index));
        continue;
      }
      entry.allow(Set.of("path"));
      Position from = entry.position("path");
      String path = entry.text("path");
      for (Section inner : ReplacementFile.read(location.read(path, from), location.nameOf(path))) {
        list.add(new ReplacementTransformer(inner, index));
      }
    }
    return list;
  }
}
