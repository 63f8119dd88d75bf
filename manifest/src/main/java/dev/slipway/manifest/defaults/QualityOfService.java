package dev.slipway.manifest.defaults;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How well a pod's resources are assured. */
final class QualityOfService {
  private static final List<String> COUNTED = List.of("cpu", "memory");

  private QualityOfService() {}

  static String of(JsonNode spec) {
    var containers = new ArrayList<JsonNode>();
    spec.path("containers").forEach(containers::add);
    spec.path("initContainers").forEach(containers::add);
    if (containers.stream().noneMatch(QualityOfService::asksForSomething)) {
      return "BestEffort";
    }
    return containers.stream().allMatch(QualityOfService::isFixed) ? "Guaranteed" : "Burstable";
  }

  private static boolean asksForSomething(JsonNode container) {
    return COUNTED.stream()
        .anyMatch(name ->
            container.at("/resources/limits/" + name).isString()
                || container.at("/resources/requests/" + name).isString());
  }

  private static boolean isFixed(JsonNode container) {
    return COUNTED.stream()
        .allMatch(name -> {
          JsonNode limit = container.at("/resources/limits/" + name);
          return limit.isString() && limit.equals(container.at("/resources/requests/" + name));
        });
  }
}
