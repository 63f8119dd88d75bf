package dev.slipway.kustomize.generate;

import dev.slipway.kustomize.config.Section;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What generated objects get besides their content. */
record GeneratorOptions(
    Map<String, String> labels,
    Map<String, String> annotations,
    boolean unhashed,
    boolean immutable) {
  private static final Set<String> FIELDS =
      Set.of("labels", "annotations", "disableNameSuffixHash", "immutable");
  private static final GeneratorOptions NONE =
      new GeneratorOptions(Map.of(), Map.of(), false, false);

  /** The options of one generator over those of the kustomization. */
  static GeneratorOptions of(Optional<Section> all, Optional<Section> own) {
    return own.map(GeneratorOptions::read)
        .orElse(NONE)
        .over(all.map(GeneratorOptions::read).orElse(NONE));
  }

  private static GeneratorOptions read(Section section) {
    section.allow(FIELDS);
    return new GeneratorOptions(
        section.textMap("labels"),
        section.textMap("annotations"),
        section.flag("disableNameSuffixHash"),
        section.flag("immutable"));
  }

  private GeneratorOptions over(GeneratorOptions general) {
    return new GeneratorOptions(
        merged(general.labels, labels),
        merged(general.annotations, annotations),
        unhashed || general.unhashed,
        immutable || general.immutable);
  }

  private static Map<String, String> merged(Map<String, String> below, Map<String, String> above) {
    var result = new TreeMap<>(below);
    result.putAll(above);
    return result;
  }
}
