package dev.slipway.kustomize.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields the steps of a build work on: the built-in ones and those a kustomization adds with
 * {@code configurations} and {@code crds}.
 */
public final class TransformerConfig {
  /** The lists of field specifications, by the names configuration files use. */
  public enum Purpose {
    NAME_PREFIX("namePrefix"),
    NAME_SUFFIX("nameSuffix"),
    NAMESPACE("namespace"),
    COMMON_LABELS("commonLabels"),
    LABELS("labels"),
    TEMPLATE_LABELS("templateLabels"),
    COMMON_ANNOTATIONS("commonAnnotations"),
    IMAGES("images"),
    REPLICAS("replicas"),
    VAR_REFERENCE("varReference");

    private final String field;

    Purpose(String field) {
      this.field = field;
    }

    static Purpose ofField(String field) {
      for (Purpose purpose : values()) {
        if (purpose.field.equals(field)) {
          return purpose;
        }
      }
      throw new IllegalArgumentException(field);
    }
  }

  private static final String NAME_REFERENCE = "nameReference";

  private final Map<Purpose, List<FieldSpec>> fields;
  private final List<NameReference> references;

  private TransformerConfig(Map<Purpose, List<FieldSpec>> fields, List<NameReference> references) {
    this.fields = fields;
    this.references = references;
  }

  /** Nothing but the built-in fields. */
  public static TransformerConfig builtIn() {
    return DefaultConfig.get();
  }

  /** A configuration of exactly these fields. */
  public static TransformerConfig of(
      Map<Purpose, List<FieldSpec>> fields, List<NameReference> references) {
    return new TransformerConfig(fields, references);
  }

  public List<FieldSpec> fields(Purpose purpose) {
    return fields.getOrDefault(purpose, List.of());
  }

  public List<NameReference> references() {
    return references;
  }

  /** Reads a configuration file and adds what it says. */
  public TransformerConfig plus(Section file) {
    Set<String> names = new HashSet<>(Set.of(NAME_REFERENCE));
    for (Purpose purpose : Purpose.values()) {
      names.add(purpose.field);
    }
    file.allow(names);
    var added = new LinkedHashMap<Purpose, List<FieldSpec>>();
    for (Purpose purpose : Purpose.values()) {
      added.put(purpose, file.sections(purpose.field).stream().map(FieldSpec::of).toList());
    }
    var newReferences = new ArrayList<NameReference>();
    for (Section section : file.sections(NAME_REFERENCE)) {
      section.allow(Set.of("group", "version", "kind", "fieldSpecs"));
      newReferences.add(
          new NameReference(
              Gvk.of(section),
              section.sections("fieldSpecs").stream().map(FieldSpec::of).toList()));
    }
    return plus(new TransformerConfig(added, newReferences), file);
  }

  /** Both together; a field named twice must say the same about being created. */
  public TransformerConfig plus(TransformerConfig other, Section origin) {
    var merged = new LinkedHashMap<Purpose, List<FieldSpec>>();
    for (Purpose purpose : Purpose.values()) {
      merged.put(purpose, merge(fields(purpose), other.fields(purpose), origin));
    }
    return new TransformerConfig(merged, mergeReferences(other.references, origin));
  }

  private List<NameReference> mergeReferences(List<NameReference> added, Section origin) {
    var result = new ArrayList<>(references);
    for (NameReference reference : added) {
      Optional<NameReference> existing =
          result.stream().filter(r -> r.target().equals(reference.target())).findFirst();
      if (existing.isEmpty()) {
        result.add(reference);
      } else {
        result.set(
            result.indexOf(existing.get()),
            new NameReference(
                reference.target(), merge(existing.get().fields(), reference.fields(), origin)));
      }
    }
    return result;
  }

  private static List<FieldSpec> merge(
      List<FieldSpec> before, List<FieldSpec> added, Section origin) {
    var result = new ArrayList<>(before);
    for (FieldSpec spec : added) {
      Optional<FieldSpec> existing = result.stream().filter(spec::samePlace).findFirst();
      if (existing.isEmpty()) {
        result.add(spec);
      } else if (existing.get().create() != spec.create()) {
        throw origin.error(
            "",
            "conflicting field specifications for " + String.join("/", spec.path()),
            "Say the same about \"create\" wherever the field is named.");
      }
    }
    return result;
  }
}
