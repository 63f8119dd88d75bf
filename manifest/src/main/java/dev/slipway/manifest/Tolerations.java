package dev.slipway.manifest;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Which taints of its node a pod stands (Kubernetes, taints and tolerations). */
public final class Tolerations {
  private Tolerations() {}

  /**
   * The first of a pod's tolerations that covers a taint; empty when the pod does not stand it.
   *
   * @param taint with {@code key}, {@code value} and {@code effect}
   */
  public static Optional<JsonNode> covering(KubeObject pod, JsonNode taint) {
    return pod.spec().path("tolerations").valueStream().filter(t -> covers(t, taint)).findFirst();
  }

  private static boolean covers(JsonNode toleration, JsonNode taint) {
    String effect = toleration.path("effect").asString("");
    String key = toleration.path("key").asString("");
    boolean same =
        (effect.isEmpty() || effect.equals(taint.path("effect").asString("")))
            && (key.isEmpty() || key.equals(taint.path("key").asString("")));
    return switch (toleration.path("operator").asString("Equal")) {
      case "Exists" -> same;
      default ->
          same
              && !key.isEmpty()
              && toleration.path("value").asString("").equals(taint.path("value").asString(""));
    };
  }
}
