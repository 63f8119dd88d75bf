package dev.slipway.node.pod;

import dev.slipway.container.Exit;
import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known about one container, in the words of its status.
 *
 * @param state one of {@code waiting}, {@code running}, {@code terminated}
 * @param last how the run before ended; empty when there was none
 */
record Observed(
    ObjectNode state,
    ObjectNode last,
    Readiness readiness,
    int restarts,
    String imageId,
    String containerId) {

  /** What the probes say. */
  record Readiness(boolean started, boolean ready) {
    static final Readiness NOT_STARTED = new Readiness(false, false);
  }

  /** A container that nothing has been done for yet. */
  static Observed waiting(String reason) {
    return new Observed(waitingState(reason, ""), empty(), Readiness.NOT_STARTED, 0, "", "");
  }

  /** What a predecessor of this process reported. */
  static Observed reported(JsonNode status) {
    return new Observed(
        status.path("state") instanceof ObjectNode state ? state : waitingState("", ""),
        status.path("lastState") instanceof ObjectNode last ? last : empty(),
        new Readiness(
            status.path("started").asBoolean(false), status.path("ready").asBoolean(false)),
        status.path("restartCount").asInt(0),
        status.path("imageID").asString(""),
        status.path("containerID").asString(""));
  }

  /** The container does not run; what it did before is remembered. */
  Observed waits(String reason, String message) {
    ObjectNode before = state.has("terminated") ? state : last;
    return new Observed(
        waitingState(reason, message),
        before,
        Readiness.NOT_STARTED,
        restarts,
        imageId,
        containerId);
  }

  Observed runs(Instant since, int restartCount, String image, String id) {
    ObjectNode running = empty();
    running.putObject("running").put("startedAt", Timestamps.seconds(since));
    ObjectNode before = state.has("terminated") ? state : last;
    return new Observed(running, before, Readiness.NOT_STARTED, restartCount, image, id);
  }

  /**
   * The run ended.
   *
   * @param message what it said about that; may be empty
   */
  Observed ended(Exit exit, Instant from, Instant to, String message) {
    ObjectNode terminated = empty();
    ObjectNode details = terminated.putObject("terminated");
    details.put("exitCode", exit.code()).put("reason", reason(exit));
    details.put("startedAt", Timestamps.seconds(from)).put("finishedAt", Timestamps.seconds(to));
    details.put("containerID", containerId);
    if (!message.isEmpty()) {
      details.put("message", message);
    }
    return new Observed(terminated, last, Readiness.NOT_STARTED, restarts, imageId, containerId);
  }

  private static String reason(Exit exit) {
    return switch (exit.cause()) {
      case OUT_OF_MEMORY -> "OOMKilled";
      case NOT_STARTED -> "StartError";
      case LOST -> "ContainerStatusUnknown";
      case ENDED -> exit.succeeded() ? "Completed" : "Error";
    };
  }

  Observed with(Readiness changed) {
    return new Observed(state, last, changed, restarts, imageId, containerId);
  }

  boolean isRunning() {
    return state.has("running");
  }

  /** The exit code, when the container has ended and nothing else happened yet. */
  Optional<Integer> exitCode() {
    return state.has("terminated")
        ? Optional.of(state.path("terminated").path("exitCode").asInt(0))
        : Optional.empty();
  }

  private static ObjectNode waitingState(String reason, String message) {
    ObjectNode state = empty();
    ObjectNode waiting = state.putObject("waiting");
    if (!reason.isEmpty()) {
      waiting.put("reason", reason);
    }
    if (!message.isEmpty()) {
      waiting.put("message", message);
    }
    return state;
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
