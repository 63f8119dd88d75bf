package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a Job's {@code podFailurePolicy} says about a pod that has failed: its first rule that fits.
 */
record JobFailurePolicy(JsonNode policy) {
  /** What is to be done. */
  enum Action {
    /** Counted towards the limit, as without a policy. */
    COUNT,
    /** As if it had not been; another pod takes its place. */
    IGNORE,
    /** Its index has failed, however often it may. */
    FAIL_INDEX,
    /** The whole Job has. */
    FAIL_JOB
  }

  /**
   * What a rule decided.
   *
   * @param message in Kubernetes' words
   */
  record Decision(Action action, String message) {}

  private static final Decision COUNTED = new Decision(Action.COUNT, "");

  boolean isPresent() {
    return policy.isObject();
  }

  /** Decides about a pod whose phase is Failed. */
  Decision of(KubeObject pod) {
    int index = 0;
    for (JsonNode rule : policy.path("rules")) {
      Optional<String> why = why(rule, pod);
      if (why.isPresent()) {
        return new Decision(
            action(rule),
            why.get()
                + " matching "
                + rule.path("action").asString("")
                + " rule at index "
                + index);
      }
      index++;
    }
    return COUNTED;
  }

  private static Action action(JsonNode rule) {
    return switch (rule.path("action").asString("")) {
      case "FailJob" -> Action.FAIL_JOB;
      case "FailIndex" -> Action.FAIL_INDEX;
      case "Ignore" -> Action.IGNORE;
      default -> Action.COUNT;
    };
  }

  private static Optional<String> why(JsonNode rule, KubeObject pod) {
    JsonNode codes = rule.path("onExitCodes");
    return codes.isObject() ? byExitCode(codes, pod) : byCondition(rule, pod);
  }

  private static Optional<String> byExitCode(JsonNode wanted, KubeObject pod) {
    String name = wanted.path("containerName").asString("");
    for (String list : new String[] {"containerStatuses", "initContainerStatuses"}) {
      for (JsonNode status : pod.status().path(list)) {
        JsonNode ended = status.path("state").path("terminated");
        String container = status.path("name").asString("");
        int code = ended.path("exitCode").asInt(0);
        if (ended.isObject()
            && code != 0
            && (name.isEmpty() || name.equals(container))
            && fits(wanted, code)) {
          return Optional.of(
              "Container %s for pod %s failed with exit code %d"
                  .formatted(container, pod.objectName(), code));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean fits(JsonNode wanted, int code) {
    boolean listed = false;
    for (JsonNode value : wanted.path("values")) {
      listed |= value.asInt(0) == code;
    }
    return listed == wanted.path("operator").asString("In").equals("In");
  }

  private static Optional<String> byCondition(JsonNode rule, KubeObject pod) {
    for (JsonNode pattern : rule.path("onPodConditions")) {
      String type = pattern.path("type").asString("");
      String status = pattern.path("status").asString("True");
      boolean fits =
          Conditions.find(pod.status(), type)
              .filter(c -> c.path("status").asString("").equals(status))
              .isPresent();
      if (fits) {
        return Optional.of("Pod %s has condition %s".formatted(pod.objectName(), type));
      }
    }
    return Optional.empty();
  }
}
