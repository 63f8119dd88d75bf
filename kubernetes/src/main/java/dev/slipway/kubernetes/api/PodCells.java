package dev.slipway.kubernetes.api;

import static dev.slipway.kubernetes.api.SimpleCells.age;
import static dev.slipway.kubernetes.api.SimpleCells.orNone;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rows of pods: above all the one word that sums a pod up. */
final class PodCells {
  private final KubeObject pod;
  private final Set<String> sidecars = new HashSet<>();
  private String reason;
  private int restarts;
  private int sidecarRestarts;
  private int ready;
  private Instant lastRestart = Instant.EPOCH;

  private PodCells(KubeObject pod) {
    this.pod = pod;
    String phase = pod.status().path("phase").asString("");
    this.reason = pod.status().path("reason").asString(phase);
    for (JsonNode init : pod.spec().path("initContainers")) {
      if (init.path("restartPolicy").asString("").equals("Always")) {
        sidecars.add(init.path("name").asString(""));
      }
    }
  }

  static List<Object> row(KubeObject pod, Instant now) {
    var cells = new PodCells(pod);
    cells.read();
    int total = pod.spec().path("containers").size() + cells.sidecars.size();
    return List.of(
        pod.name(),
        cells.ready + "/" + total,
        cells.reason,
        cells.restartText(now),
        age(pod, now),
        orNone(pod.at("/status/podIPs/0/ip").asString(pod.at("/status/podIP").asString(""))),
        orNone(pod.spec().path("nodeName").asString("")),
        orNone(pod.status().path("nominatedNodeName").asString("")),
        gates(pod));
  }

  private void read() {
    boolean initialising = readInitContainers();
    if (!initialising || isTrue("Initialized")) {
      readContainers();
    }
    if (pod.isBeingDeleted()) {
      String phase = pod.status().path("phase").asString("");
      if (pod.status().path("reason").asString("").equals("NodeLost")) {
        reason = "Unknown";
      } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
        reason = "Terminating";
      }
    }
  }

  /** Whether the pod still waits for an init container; if so, the reason tells for which. */
  private boolean readInitContainers() {
    int total = pod.spec().path("initContainers").size();
    int index = 0;
    for (JsonNode status : pod.status().path("initContainerStatuses")) {
      boolean sidecar = sidecars.contains(status.path("name").asString(""));
      count(status);
      sidecarRestarts += sidecar ? status.path("restartCount").asInt(0) : 0;
      JsonNode terminated = status.path("state").path("terminated");
      boolean passed =
          (terminated.isObject() && terminated.path("exitCode").asInt(0) == 0)
              || (sidecar && status.path("started").asBoolean(false));
      if (passed) {
        ready += sidecar && status.path("ready").asBoolean(false) ? 1 : 0;
        index++;
        continue;
      }
      reason = "Init:" + unfinished(status, index, total);
      return true;
    }
    return false;
  }

  private static String unfinished(JsonNode status, int index, int total) {
    JsonNode terminated = status.path("state").path("terminated");
    if (terminated.isObject()) {
      return ended(terminated);
    }
    String waiting = status.path("state").path("waiting").path("reason").asString("");
    return waiting.isEmpty() || waiting.equals("PodInitializing") ? index + "/" + total : waiting;
  }

  private void readContainers() {
    boolean running = false;
    restarts = sidecarRestarts; // those of finished init containers no longer count
    var statuses = new ArrayList<JsonNode>();
    pod.status().path("containerStatuses").forEach(statuses::add);
    // Walking backwards lets the first container have the last word.
    for (JsonNode status : statuses.reversed()) {
      count(status);
      JsonNode state = status.path("state");
      String waiting = state.path("waiting").path("reason").asString("");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.path("terminated").isObject()) {
        reason = ended(state.path("terminated"));
      } else if (status.path("ready").asBoolean(false) && state.path("running").isObject()) {
        running = true;
        ready++;
      }
    }
    if (reason.equals("Completed") && running) {
      reason = isTrue("Ready") ? "Running" : "NotReady";
    }
  }

  private static String ended(JsonNode terminated) {
    String reason = terminated.path("reason").asString("");
    if (!reason.isEmpty()) {
      return reason;
    }
    int signal = terminated.path("signal").asInt(0);
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt(0);
  }

  private void count(JsonNode status) {
    restarts += status.path("restartCount").asInt(0);
    Timestamps.parse(status.at("/lastState/terminated/finishedAt").asString(""))
        .filter(t -> t.isAfter(lastRestart))
        .ifPresent(t -> lastRestart = t);
  }

  private String restartText(Instant now) {
    return restarts > 0 && lastRestart.isAfter(Instant.EPOCH)
        ? restarts + " (" + Ages.text(Duration.between(lastRestart, now)) + " ago)"
        : Integer.toString(restarts);
  }

  private boolean isTrue(String condition) {
    for (JsonNode item : pod.status().path("conditions")) {
      if (item.path("type").asString("").equals(condition)) {
        return item.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  private static String gates(KubeObject pod) {
    JsonNode gates = pod.spec().path("readinessGates");
    if (gates.isEmpty()) {
      return SimpleCells.NONE;
    }
    int met = 0;
    for (JsonNode gate : gates) {
      met += new PodCells(pod).isTrue(gate.path("conditionType").asString("")) ? 1 : 0;
    }
    return met + "/" + gates.size();
  }
}
