package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What {@code buildMetadata} adds to every object: who made it and where it came from. */
record BuildMetadata(Set<String> kinds) {
  private static final String ORIGIN = "originAnnotations";
  private static final String MANAGED_BY = "managedByLabel";
  private static final String TRANSFORMATIONS = "transformerAnnotations";
  private static final List<String> KNOWN = List.of(MANAGED_BY, ORIGIN, TRANSFORMATIONS);

  static BuildMetadata of(Section section) {
    List<String> kinds = section.texts("buildMetadata");
    for (String kind : kinds) {
      if (!KNOWN.contains(kind)) {
        throw section.error(
            "buildMetadata",
            "unsupported build metadata option \"" + kind + "\"",
            NearMiss.hint(kind, KNOWN));
      }
    }
    if (kinds.contains(TRANSFORMATIONS)) {
      throw section.error(
          "buildMetadata",
          TRANSFORMATIONS + " is not supported: it lists the steps that changed an object",
          "Leave it out; originAnnotations and managedByLabel are supported.");
    }
    return new BuildMetadata(Set.copyOf(kinds));
  }

  void addTo(Resources resources) {
    for (Resource resource : resources) {
      if (kinds.contains(MANAGED_BY)) {
        metadata(resource, "labels").put("app.kubernetes.io/managed-by", "kustomize-" + "v5.5.0");
      }
      if (kinds.contains(ORIGIN)) {
        metadata(resource, "annotations").put("config.kubernetes.io/origin", origin(resource));
      }
    }
  }

  private static ObjectNode metadata(Resource resource, String field) {
    return resource.metadata().withObjectProperty(field);
  }

  private static String origin(Resource resource) {
    Resource.Origin origin = resource.origin();
    var text = new StringBuilder();
    boolean read = origin.generator().isEmpty();
    add(text, read ? "path" : "configuredIn", origin.path());
    add(text, "repo", origin.repository());
    add(text, "ref", origin.ref());
    if (!read) {
      text.append("configuredBy:\n  apiVersion: builtin\n");
      add(text, "  kind", origin.generator());
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String field, String value) {
    if (!value.isEmpty()) {
      text.append(field).append(": ").append(value).append('\n');
    }
  }
}
