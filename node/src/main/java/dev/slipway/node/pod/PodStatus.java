package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import dev.slipway.node.pod.ContainerDefinition.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a pod's status of what is observed; pure. */
final class PodStatus {
  private static final Set<String> OURS =
      Set.of(
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

  private static final String DISRUPTED = "DisruptionTarget";

  private final KubeObject pod;
  private final PodBoard.View view;
  private final String hostAddress;
  private final Instant now;

  private PodStatus(KubeObject pod, PodBoard.View view, String hostAddress, Instant now) {
    this.pod = pod;
    this.view = view;
    this.hostAddress = hostAddress;
    this.now = now;
  }

  static ObjectNode of(KubeObject pod, PodBoard.View view, String hostAddress, Instant now) {
    return new PodStatus(pod, view, hostAddress, now).status();
  }

  private ObjectNode status() {
    ObjectNode status =
        pod.status() instanceof ObjectNode before ? before.deepCopy() : pod.tree().objectNode();
    String phase = phase();
    status.put("phase", phase);
    view.failure().ifPresent(f -> status.put("reason", f.reason()).put("message", f.message()));
    status.set("conditions", conditions(phase));
    status.put("hostIP", hostAddress);
    status.putArray("hostIPs").addObject().put("ip", hostAddress);
    view.address()
        .ifPresent(ip -> {
          status.put("podIP", ip);
          status.putArray("podIPs").addObject().put("ip", ip);
        });
    if (status.path("startTime").asString("").isEmpty()) {
      status.put("startTime", Timestamps.seconds(now));
    }
    if (view.failure().filter(PodBoard.Failure::isRefusal).isPresent()) {
      status.remove(List.of("initContainerStatuses", "containerStatuses"));
      return status;
    }
    List<ContainerDefinition> initial = ContainerDefinition.initial(pod);
    if (!initial.isEmpty()) {
      status.set("initContainerStatuses", statuses(initial));
    }
    status.set("containerStatuses", statuses(ContainerDefinition.main(pod)));
    List<ContainerDefinition> added = ContainerDefinition.ephemeral(pod);
    if (!added.isEmpty()) {
      status.set("ephemeralContainerStatuses", statuses(added));
    }
    return status;
  }

  private Observed observed(ContainerDefinition container) {
    Observed observed = view.containers().get(container.name());
    return observed == null ? Observed.waiting("") : observed;
  }

  private ArrayNode statuses(List<ContainerDefinition> containers) {
    ArrayNode all = pod.tree().arrayNode();
    for (ContainerDefinition container : containers) {
      Observed observed = observed(container);
      ObjectNode one = all.addObject().put("name", container.name());
      one.set("state", observed.state());
      one.set("lastState", observed.last());
      one.put("ready", isReady(container, observed));
      one.put("restartCount", observed.restarts());
      one.put("image", container.image()).put("imageID", observed.imageId());
      if (!observed.containerId().isEmpty()) {
        one.put("containerID", observed.containerId());
      }
      one.put("started", observed.isRunning() && observed.readiness().started());
    }
    return all;
  }

  private static boolean isReady(ContainerDefinition container, Observed observed) {
    return switch (container.role()) {
      case INIT -> observed.exitCode().filter(code -> code == 0).isPresent();
      case SIDECAR, MAIN -> observed.isRunning() && observed.readiness().ready();
      case EPHEMERAL -> false;
    };
  }

  private String policy() {
    return pod.spec().path("restartPolicy").asString("Always");
  }

  private String phase() {
    String before = pod.status().path("phase").asString("");
    if (isEnd(before)) {
      return before;
    }
    if (view.failure().isPresent()) {
      return "Failed";
    }
    String phase = isInitFailed() ? "Failed" : phaseOfMain();
    // The end of a pod is the end of its sidecars too, which are stopped last.
    return isEnd(phase) && isAccompanied() ? "Running" : phase;
  }

  private static boolean isEnd(String phase) {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private boolean isAccompanied() {
    return ContainerDefinition.initial(pod).stream()
        .anyMatch(c -> c.role() == Role.SIDECAR && observed(c).isRunning());
  }

  private String phaseOfMain() {
    int running = 0;
    int succeeded = 0;
    int failed = 0;
    int waiting = 0;
    for (ContainerDefinition container : ContainerDefinition.main(pod)) {
      Observed observed = observed(container);
      boolean ended = observed.exitCode().isPresent();
      boolean over =
          ended
              && (pod.isBeingDeleted()
                  || !container.restartsAfter(observed.exitCode().get(), policy()));
      if (over && observed.exitCode().get() == 0) {
        succeeded++;
      } else if (over) {
        failed++;
      } else if (ended || observed.isRunning() || !observed.last().isEmpty()) {
        running++;
      } else {
        waiting++;
      }
    }
    if (running + succeeded + failed == 0 || (waiting > 0 && running == 0)) {
      return "Pending";
    }
    return running > 0 || waiting > 0 ? "Running" : failed > 0 ? "Failed" : "Succeeded";
  }

  private boolean isInitFailed() {
    return ContainerDefinition.initial(pod).stream()
        .filter(c -> c.role() == Role.INIT)
        .anyMatch(c ->
            observed(c)
                .exitCode()
                .filter(code -> code != 0 && !c.restartsAfter(code, policy()))
                .isPresent());
  }

  private ArrayNode conditions(String phase) {
    ArrayNode all = pod.tree().arrayNode();
    for (JsonNode condition : pod.status().path("conditions")) {
      String type = condition.path("type").asString("");
      boolean replaced = type.equals(DISRUPTED) && view.failure().isPresent();
      if (!OURS.contains(type) && !replaced) {
        all.add(condition);
      }
    }
    boolean finished = isEnd(phase);
    List<String> unready = unready();
    set(all, "PodReadyToStartContainers", view.address().isPresent() && !finished, "", "");
    // A pod that an init container made fail has not been initialized.
    boolean initialized = view.initialized() || phase.equals("Succeeded");
    set(
        all,
        "Initialized",
        initialized,
        initialized ? "" : "ContainersNotInitialized",
        initialized
            ? ""
            : "containers with incomplete status: [" + String.join(" ", incomplete()) + "]");
    String ended = phase.equals("Failed") ? "PodFailed" : "PodCompleted";
    String reason = finished ? ended : unready.isEmpty() ? "" : "ContainersNotReady";
    String message =
        unready.isEmpty() || finished
            ? ""
            : "containers with unready status: [" + String.join(" ", unready) + "]";
    boolean containersReady = unready.isEmpty() && !finished;
    boolean ready = containersReady && gatesOpen();
    set(
        all,
        "Ready",
        ready,
        containersReady && !ready ? "ReadinessGatesNotReady" : reason,
        message);
    set(all, "ContainersReady", containersReady, reason, message);
    set(all, "PodScheduled", true, "", "");
    view.failure()
        .filter(f -> f.reason().equals(PodBoard.Failure.EVICTED))
        .ifPresent(f -> set(all, DISRUPTED, true, "TerminationByKubelet", f.message()));
    return all;
  }

  private List<String> unready() {
    var names = new ArrayList<String>();
    for (ContainerDefinition container : ContainerDefinition.all(pod)) {
      if (container.role() != Role.INIT && !isReady(container, observed(container))) {
        names.add(container.name());
      }
    }
    return names;
  }

  private List<String> incomplete() {
    return ContainerDefinition.initial(pod).stream()
        .filter(c -> !isReady(c, observed(c)))
        .map(ContainerDefinition::name)
        .toList();
  }

  private boolean gatesOpen() {
    for (JsonNode gate : pod.spec().path("readinessGates")) {
      if (!isTrue(gate.path("conditionType").asString(""))) {
        return false;
      }
    }
    return true;
  }

  private boolean isTrue(String type) {
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  private void set(ArrayNode all, String type, boolean value, String reason, String message) {
    String status = value ? "True" : "False";
    String since = Timestamps.seconds(now);
    for (JsonNode before : pod.status().path("conditions")) {
      if (before.path("type").asString("").equals(type)
          && before.path("status").asString("").equals(status)) {
        since = before.path("lastTransitionTime").asString(since);
      }
    }
    ObjectNode condition = all.addObject().put("type", type).put("status", status);
    condition.putNull("lastProbeTime").put("lastTransitionTime", since);
    if (!reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
  }
}
