package dev.slipway.manifest.validation;

import dev.slipway.manifest.types.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
            .ifPresent(q -> amount(amount.getKey(), q, at, problems));
      }
    }
    JsonNode limits = resources.path("limits");
    JsonNode requests = resources.path("requests");
    for (var request : requests.properties()) {
      String limit = limits.path(request.getKey()).asString("");
      Quantity.parse(request.getValue().asString(""))
          .ifPresent(q -> request(request.getKey(), q, Quantity.parse(limit), path, problems));
    }
    boolean huge =
        Stream.of(limits, requests)
            .flatMap(JsonNode::propertyStream)
            .anyMatch(amount -> amount.getKey().startsWith(HUGE));
    if (huge && Stream.of("cpu", "memory").noneMatch(n -> limits.has(n) || requests.has(n))) {
      problems.add(FieldProblem.forbidden(path, "HugePages require cpu or memory"));
    }
  }

  private static void request(
      String name, Quantity wanted, Optional<Quantity> limit, String path, Problems problems) {
    if (limit.isEmpty()) {
      if (!isShared(name)) {
        problems.add(
            FieldProblem.required(
                path + ".limits", "Limit must be set for non overcommitable resources"));
      }
      return;
    }
    int compared = wanted.compareTo(limit.get());
    if (compared > 0 || (compared < 0 && !isShared(name))) {
      problems.add(
          FieldProblem.invalidText(
              path + ".requests",
              wanted.canonical(),
              (isShared(name) ? "must be less than or equal to " : "must be equal to ")
                  + name
                  + " limit of "
                  + limit.get().canonical()));
    }
  }

  /** Whether more of it may be promised than there is: not of what one has for oneself. */
  private static boolean isShared(String name) {
    return STANDARD.contains(name)
        || (name.indexOf('/') < 0 && !name.startsWith(HUGE))
        || name.substring(0, Math.max(0, name.indexOf('/'))).endsWith("kubernetes.io");
  }

  private static void amount(String name, Quantity amount, String path, Problems problems) {
    if (amount.value().signum() < 0) {
      problems.add(
          FieldProblem.invalidText(path, amount.canonical(), "must be greater than or equal to 0"));
    }
    boolean whole = amount.value().stripTrailingZeros().scale() <= 0;
    if (!isShared(name) && !whole) {
      problems.add(FieldProblem.invalidText(path, amount.canonical(), "must be an integer"));
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
