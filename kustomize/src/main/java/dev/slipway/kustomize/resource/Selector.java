package dev.slipway.kustomize.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.Section;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.yaml.Spelling;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Picks objects by group, version, kind, name and namespace (regular expressions) and by labels.
 */
public final class Selector {
  public static final Set<String> FIELDS =
      Set.of(
          "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector");

  /** The namespace that patterns see for objects that live in none. */
  private static final String NOWHERE = "_non_namespaceable_";

  private final @Nullable Pattern group;
  private final @Nullable Pattern version;
  private final @Nullable Pattern kind;
  private final @Nullable Pattern name;
  private final @Nullable Pattern namespace;
  private final LabelSelector labels;
  private final LabelSelector annotations;

  private Selector(Section section) {
    section.allow(FIELDS);
    group = pattern(section, "group");
    version = pattern(section, "version");
    kind = pattern(section, "kind");
    name = pattern(section, "name");
    namespace = pattern(section, "namespace");
    labels = query(section, "labelSelector");
    annotations = query(section, "annotationSelector");
  }

  public static Selector of(Section section) {
    return new Selector(section);
  }

  private static @Nullable Pattern pattern(Section section, String field) {
    String text = section.text(field);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Pattern.compile("^(?:" + text + ")$");
    } catch (PatternSyntaxException e) {
      throw section.error(field, field + " is no regular expression: " + e.getDescription(), "");
    }
  }

  private static LabelSelector query(Section section, String field) {
    try {
      return LabelSelector.parse(section.text(field));
    } catch (IllegalArgumentException e) {
      throw section.error(field, field + ": " + e.getMessage(), "");
    }
  }

  /** Whether the object is meant, under its present names or any it had before. */
  public boolean matches(Resource resource, KindSchemas schemas) {
    Gvk gvk = resource.gvk();
    return matches(group, gvk.group())
        && matches(version, gvk.version())
        && resource.allNames().anyMatch(names -> matches(names, resource.id(names, schemas)))
        && labels.matches(texts(resource, "labels"))
        && annotations.matches(texts(resource, "annotations"));
  }

  private boolean matches(Names names, ResourceId id) {
    return matches(kind, names.kind())
        && matches(name, names.name())
        && matches(namespace, id.namespace().isEmpty() ? NOWHERE : id.namespace());
  }

  private static boolean matches(@Nullable Pattern pattern, String text) {
    return pattern == null || pattern.matcher(text).find();
  }

  private static Map<String, String> texts(Resource resource, String field) {
    var map = new TreeMap<String, String>();
    JsonNode values = resource.tree().path("metadata").path(field);
    values.properties().forEach(e -> map.put(e.getKey(), Spelling.of(e.getValue())));
    return map;
  }
}
