package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Origin;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code buildMetadata} adds to every object: who made it, where it came from, which steps
 * went over it.
 */
record BuildMetadata(Set<String> kinds) {
  private static final String ORIGIN = "originAnnotations";
  private static final String MANAGED_BY = "managedByLabel";
  private static final String TRANSFORMATIONS = "transformerAnnotations";
  private static final String ORIGIN_KEY = "config.kubernetes.io/origin";
  private static final String STEPS_KEY = "alpha.config.kubernetes.io/transformations";
  private static final List<String> KNOWN = List.of(MANAGED_BY, ORIGIN, TRANSFORMATIONS);

  /** Nothing is added. */
  static final BuildMetadata NONE = new BuildMetadata(Set.of());

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
    return new BuildMetadata(Set.copyOf(kinds));
  }

  /** Whether the objects say which steps went over them. */
  boolean notesSteps() {
    return kinds.contains(TRANSFORMATIONS);
  }

  void addTo(Resources resources) {
    for (Resource resource : resources) {
      if (kinds.contains(MANAGED_BY)) {
        metadata(resource, "labels").put("app.kubernetes.io/managed-by", "kustomize-" + "v5.5.0");
      }
      if (kinds.contains(ORIGIN)) {
        metadata(resource, "annotations").put(ORIGIN_KEY, resource.origin().yaml());
      }
      if (notesSteps() && !resource.steps().isEmpty()) {
        metadata(resource, "annotations").put(STEPS_KEY, steps(resource));
      }
    }
  }

  private static ObjectNode metadata(Resource resource, String field) {
    return resource.metadata().withObjectProperty(field);
  }

  /** The steps as a list of YAML, one element for each. */
  private static String steps(Resource resource) {
    var text = new StringBuilder();
    for (Origin step : resource.steps()) {
      text.append("- ").append(step.yaml().strip().replace("\n", "\n  ")).append('\n');
    }
    return text.toString();
  }
}
