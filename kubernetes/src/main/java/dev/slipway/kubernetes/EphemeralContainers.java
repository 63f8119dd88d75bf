package dev.slipway.kubernetes;

import dev.slipway.manifest.validation.FieldProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rules for the containers that debuggers add to a running pod: they come, and stay as they are.
 */
final class EphemeralContainers {
  private static final String FIELD = "ephemeralContainers";
  private static final String PATH = "spec." + FIELD;
  private static final List<String> NOT_FOR_THEM =
      List.of("lifecycle", "livenessProbe", "ports", "readinessProbe", "resources", "startupProbe");

  private EphemeralContainers() {}

  /** A new pod has none. */
  static List<FieldProblem> ofNew(JsonNode spec) {
    return spec.path(FIELD).isEmpty()
        ? List.of()
        : List.of(FieldProblem.forbidden(PATH, "cannot be set on create"));
  }

  /** Other writes leave them alone. */
  static List<FieldProblem> unchanged(JsonNode spec, JsonNode before) {
    return list(spec).equals(list(before))
        ? List.of()
        : List.of(
            FieldProblem.forbidden(
                PATH, "may be changed only by the ephemeralcontainers subresource"));
  }

  /** Takes those of {@code wanted} over into {@code next}, a copy of the pod as it is. */
  static void put(ObjectNode next, JsonNode wanted) {
    JsonNode list = wanted.path("spec").path(FIELD);
    if (list.isEmpty()) {
      next.withObject("/spec").remove(FIELD);
    } else {
      next.withObject("/spec").set(FIELD, list.deepCopy());
    }
  }

  /** What is wrong with those in {@code spec}, where {@code before} was. */
  static List<FieldProblem> added(JsonNode spec, JsonNode before) {
    var problems = new ArrayList<FieldProblem>();
    for (JsonNode old : before.path(FIELD)) {
      String name = old.path("name").asString("");
      JsonNode now = named(spec, name);
      if (!now.equals(old)) {
        problems.add(
            FieldProblem.forbidden(
                PATH,
                "existing ephemeral containers \"%s\" may not be %s"
                    .formatted(name, now.isMissingNode() ? "removed" : "changed")));
      }
    }
    var others = new HashSet<String>();
    for (String field : List.of("containers", "initContainers")) {
      spec.path(field).forEach(c -> others.add(c.path("name").asString("")));
    }
    var names = new HashSet<>(others);
    int index = 0;
    for (JsonNode container : spec.path(FIELD)) {
      check(container, PATH + "[" + index++ + "]", others, names, problems);
    }
    return problems;
  }

  private static void check(
      JsonNode container,
      String path,
      Set<String> others,
      Set<String> names,
      List<FieldProblem> problems) {
    String name = container.path("name").asString("");
    if (name.isEmpty()) {
      problems.add(FieldProblem.required(path + ".name", ""));
    } else if (!names.add(name)) {
      problems.add(FieldProblem.duplicate(path + ".name", FieldProblem.quote(name)));
    }
    if (container.path("image").asString("").isEmpty()) {
      problems.add(FieldProblem.required(path + ".image", ""));
    }
    String target = container.path("targetContainerName").asString("");
    if (!target.isEmpty() && !others.contains(target)) {
      problems.add(FieldProblem.notFound(path + ".targetContainerName", target));
    }
    for (String field : NOT_FOR_THEM) {
      if (!container.path(field).isEmpty()) {
        problems.add(
            FieldProblem.forbidden(path + "." + field, "cannot be set for an Ephemeral Container"));
      }
    }
  }

  private static List<JsonNode> list(JsonNode spec) {
    var all = new ArrayList<JsonNode>();
    spec.path(FIELD).forEach(all::add);
    return all;
  }

  private static JsonNode named(JsonNode spec, String name) {
    for (JsonNode container : spec.path(FIELD)) {
      if (container.path("name").asString("").equals(name)) {
        return container;
      }
    }
    return spec.path(FIELD).path("");
  }
}
