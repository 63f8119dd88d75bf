package dev.slipway.kustomize.config;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kustomization or component file: its fields are checked by name here, their contents where they
 * are used.
 */
public record Kustomization(Section section, Kind kind) {
  /** The names a kustomization file may have. */
  public static final List<String> FILE_NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  public static final String API_VERSION = "kustomize.config.k8s.io/v1beta1";
  public static final String COMPONENT_API_VERSION = "kustomize.config.k8s.io/v1alpha1";

  /** All fields, old ones too. */
  public static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "metadata",
          "openapi",
          "namePrefix",
          "nameSuffix",
          "namespace",
          "commonLabels",
          "labels",
          "commonAnnotations",
          "patchesStrategicMerge",
          "patchesJson6902",
          "patches",
          "images",
          "imageTags",
          "replacements",
          "replicas",
          "vars",
          "sortOptions",
          "resources",
          "components",
          "crds",
          "bases",
          "configMapGenerator",
          "secretGenerator",
          "helmGlobals",
          "helmCharts",
          "helmChartInflationGenerator",
          "generatorOptions",
          "configurations",
          "generators",
          "transformers",
          "validators",
          "buildMetadata");

  private static final YamlReader YAML = new YamlReader(YamlDialect.KUBERNETES);

  /** The two kinds of file. */
  public enum Kind {
    KUSTOMIZATION,
    COMPONENT
  }

  /** Reads a file; every mistake is an input error with its place, and so is a file of nothing. */
  public static Kustomization read(byte[] bytes, String file) {
    return readIfAny(bytes, file)
        .orElseThrow(() ->
            new InputException(
                Position.of(file), "kustomization.yaml is empty", "Name at least one resource."));
  }

  /** Reads a file that may hold nothing yet but comments. */
  public static Optional<Kustomization> readIfAny(byte[] bytes, String file) {
    List<YamlDocument> documents = YAML.readAll(bytes, file);
    return documents.isEmpty() ? Optional.empty() : Optional.of(read(documents));
  }

  private static Kustomization read(List<YamlDocument> documents) {
    Section section = Section.of(documents.getFirst()).allow(FIELDS);
    section.section("metadata").ifPresent(Kustomization::requireMetadata);
    return new Kustomization(section, kind(section));
  }

  /** Nobody reads it, but it must be what every object has. */
  private static void requireMetadata(Section metadata) {
    metadata.allow(Set.of("name", "namespace", "labels", "annotations"));
    metadata.text("name");
    metadata.text("namespace");
    metadata.textMap("labels");
    metadata.textMap("annotations");
  }

  private static Kind kind(Section section) {
    String kind = section.text("kind");
    String version = section.text("apiVersion");
    if (!Set.of("", "Kustomization", "Component").contains(kind)) {
      throw section.error(
          "kind",
          "kind is \"" + kind + "\", should be Kustomization or Component",
          NearMiss.hint(kind, List.of("Kustomization", "Component")));
    }
    boolean component = kind.equals("Component");
    String expected = component ? COMPONENT_API_VERSION : API_VERSION;
    Set<String> allowed =
        component ? Set.of("", expected) : Set.of("", expected, COMPONENT_API_VERSION);
    if (!allowed.contains(version)) {
      throw section.error(
          "apiVersion",
          "apiVersion for " + (component ? kind : "Kustomization") + " should be " + expected,
          "");
    }
    return component ? Kind.COMPONENT : Kind.KUSTOMIZATION;
  }

  /** Resources, with the old bases behind them. */
  public List<Entry> resources() {
    List<Entry> entries = entries("resources");
    entries.addAll(entries("bases"));
    return entries;
  }

  /** An entry of a list of paths, with its place. */
  public record Entry(String text, String field) {}

  public List<Entry> entries(String field) {
    var entries = new ArrayList<Entry>();
    for (String text : section.texts(field)) {
      entries.add(new Entry(text, field + "/" + entries.size()));
    }
    return entries;
  }
}
