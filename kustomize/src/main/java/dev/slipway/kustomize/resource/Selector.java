package dev.slipway.kustomize.resource;

import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.Section;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.yaml.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  private final NamePattern group;
  private final NamePattern version;
  private final NamePattern kind;
  private final NamePattern name;
  private final NamePattern namespace;
  private final LabelSelector labels;
  private final LabelSelector annotations;

  private Selector(Section section) {
    section.allow(FIELDS);
    group = NamePattern.of(section, "group");
    version = NamePattern.of(section, "version");
    kind = NamePattern.of(section, "kind");
    name = NamePattern.of(section, "name");
    namespace = NamePattern.of(section, "namespace");
    labels = query(section, "labelSelector");
    annotations = query(section, "annotationSelector");
  }

  public static Selector of(Section section) {
    return new Selector(section);
  }

  private static LabelSelector query(Section section, String field) {
    try {
      return LabelSelector.parse(section.text(field));
    } catch (IllegalArgumentException e) {
      throw section.error(field, field + ": " + e.getMessage(), "");
    }
  }

  /** The objects that are meant. */
  public List<Resource> select(Resources resources, ResourceIndex index) {
    var selected = new ArrayList<Resource>();
    for (Resource resource : index.candidates(resources, name.only(), kind.only())) {
      if (matches(resource, resources.schemas())) {
        selected.add(resource);
      }
    }
    return selected;
  }

  /** Whether the object is meant, under its present names or any it had before; of its kind now. */
  public boolean matches(Resource resource, KindSchemas schemas) {
    if (!resource.anyName(names -> matches(names, resource, schemas))) {
      return false;
    }
    Gvk gvk = resource.gvk();
    return group.matches(gvk.group())
        && version.matches(gvk.version())
        && kind.matches(gvk.kind())
        && labels.matches(texts(resource, "labels"))
        && annotations.matches(texts(resource, "annotations"));
  }

  private boolean matches(Names names, Resource resource, KindSchemas schemas) {
    if (!name.matches(names.name())) {
      return false;
    }
    if (namespace instanceof NamePattern.Anything) {
      return true;
    }
    String lives = resource.id(names, schemas).namespace();
    return namespace.matches(lives.isEmpty() ? NOWHERE : lives);
  }

  private static Map<String, String> texts(Resource resource, String field) {
    var map = new TreeMap<String, String>();
    JsonNode values = resource.tree().path("metadata").path(field);
    values.properties().forEach(e -> map.put(e.getKey(), Spelling.of(e.getValue())));
    return map;
  }
}
