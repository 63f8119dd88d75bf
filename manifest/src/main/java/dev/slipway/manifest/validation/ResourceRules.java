package dev.slipway.manifest.validation;

import dev.slipway.manifest.types.Quantity;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for what containers ask for and may use. */
final class ResourceRules {
  private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
  private static final String HUGE = "hugepages-";

  private ResourceRules() {}

  static void check(JsonNode resources, String path, Problems problems) {
    for (String side : List.of("limits", "requests")) {
      for (var amount : resources.path(side).properties()) {
        String at = path + "." + side + "[" + amount.getKey() + "]";
        name(amount.getKey(), at, problems);
        Quantity.parse(amount.getValue().asString(""))
            .filter(q -> q.value().signum() < 0)
            .ifPresent(q ->
                problems.add(
                    FieldProblem.invalidText(
                        at, q.canonical(), "must be greater than or equal to 0")));
      }
    }
    for (var request : resources.path("requests").properties()) {
      JsonNode limit = resources.path("limits").path(request.getKey());
      var wanted = Quantity.parse(request.getValue().asString(""));
      var allowed = Quantity.parse(limit.asString(""));
      if (wanted.isPresent() && allowed.isPresent() && wanted.get().compareTo(allowed.get()) > 0) {
        problems.add(
            FieldProblem.invalidText(
                path + ".requests",
                wanted.get().canonical(),
                "must be less than or equal to "
                    + request.getKey()
                    + " limit of "
                    + allowed.get().canonical()));
      }
    }
  }

  private static void name(String name, String path, Problems problems) {
    boolean plain = name.indexOf('/') < 0;
    if (!plain) {
      problems.name(name, path, Names::qualified);
    } else if (!STANDARD.contains(name) && !name.startsWith(HUGE)) {
      problems.add(
          FieldProblem.invalidText(
              path, name, "must be a standard resource type or fully qualified"));
      problems.add(
          FieldProblem.invalidText(path, name, "must be a standard resource for containers"));
    }
  }
}
