package dev.slipway.kustomize.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.config.TransformerConfig;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.transform.ImageChange;
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
  private final List<Transformer> list = new ArrayList<>();

  Transformers(BuildContext context, Location location, Section section, TransformerConfig config) {
    this.context = context;
    this.location = location;
    this.section = section;
    this.config = config;
  }

  List<Transformer> all() {
    var patches = new Patches(location, section);
    list.addAll(patches.strategicMerge());
    list.addAll(patches.patches());
    namespace();
    affixes();
    labels();
    annotations();
    list.addAll(patches.json());
    replicas();
    images();
    replacements();
    var plugins = new Plugins(context, location, section);
    var builtIn = new BuiltInTransformers(location, config);
    plugins.read("transformers").forEach(plugin -> list.add(builtIn.of(plugin)));
    plugins.read("validators").forEach(plugin -> list.add(builtIn.of(plugin)));
    return list;
  }

  private void namespace() {
    String namespace = section.text("namespace");
    if (!namespace.isEmpty()) {
      list.add(
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
      list.add(new NameAffixTransformer(prefix, Side.PREFIX, config.fields(Purpose.NAME_PREFIX)));
    }
    String suffix = section.text("nameSuffix");
    if (!suffix.isEmpty()) {
      list.add(new NameAffixTransformer(suffix, Side.SUFFIX, config.fields(Purpose.NAME_SUFFIX)));
    }
  }

  private void labels() {
    for (Section entry : section.sections("labels")) {
      entry.allow(Set.of("pairs", "includeSelectors", "includeTemplates", "fields"));
      list.add(new LabelTransformer(entry.textMap("pairs"), labelFields(entry)));
    }
    Map<String, String> common = section.textMap("commonLabels");
    if (!common.isEmpty()) {
      list.add(new LabelTransformer(common, config.fields(Purpose.COMMON_LABELS)));
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
      list.add(new LabelTransformer(common, config.fields(Purpose.COMMON_ANNOTATIONS)));
    }
  }

  private void replicas() {
    for (Section entry : section.sections("replicas")) {
      list.add(new ReplicasTransformer(entry, config.fields(Purpose.REPLICAS)));
    }
  }

  private void images() {
    var entries = new ArrayList<>(section.sections("images"));
    entries.addAll(section.sections("imageTags"));
    for (Section entry : entries) {
      list.add(new ImageTransformer(ImageChange.of(entry), config.fields(Purpose.IMAGES)));
    }
  }

  private void replacements() {
    for (Section entry : section.sections("replacements")) {
      if (!entry.has("path")) {
        list.add(new ReplacementTransformer(entry));
        continue;
      }
      entry.allow(Set.of("path"));
      Position from = entry.position("path");
      String path = entry.text("path");
      for (Section inner : ReplacementFile.read(location.read(path, from), location.nameOf(path))) {
        list.add(new ReplacementTransformer(inner));
      }
    }
  }
}
