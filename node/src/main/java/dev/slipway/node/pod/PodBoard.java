package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** What is observed about one pod; any thread may note, a change is announced. */
final class PodBoard {
  /** Everything, at one moment. */
  record View(
      Map<String, Observed> containers,
      Optional<String> address,
      boolean initialized,
      Optional<Failure> failure) {}

  /** Why a pod has failed as a whole. */
  record Failure(String reason, String message) {
    /** Of pods that the node has ended because they took more than they may. */
    static final String EVICTED = "Evicted";

    /** Of pods that ask for a setting of the kernel's that is not theirs to change. */
    static final String SYSCTL_FORBIDDEN = "SysctlForbidden";

    /** Whether the pod was turned away before anything of it began. */
    boolean isRefusal() {
      return reason.equals(SYSCTL_FORBIDDEN);
    }
  }

  private final Runnable changed;
  private final Map<String, Observed> containers = new LinkedHashMap<>();
  private Optional<String> address = Optional.empty();
  private Optional<Failure> failure = Optional.empty();
  private boolean initialized;

  /** A board of a pod, beginning with what was reported about it before. */
  PodBoard(KubeObject pod, Runnable changed) {
    this.changed = changed;
    boolean hasInit = !ContainerDefinition.initial(pod).isEmpty();
    for (ContainerDefinition container : ContainerDefinition.all(pod)) {
      Observed first =
          reported(pod, container)
              .orElseGet(() -> Observed.waiting(hasInit ? "PodInitializing" : "ContainerCreating"));
      containers.put(container.name(), first);
    }
    // Of a pod that a predecessor of this process began, nothing is taken back meanwhile.
    String known = pod.status().path("podIP").asString("");
    address = known.isEmpty() ? Optional.empty() : Optional.of(known);
    initialized = isInitialized(pod);
  }

  private static boolean isInitialized(KubeObject pod) {
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("type").asString("").equals("Initialized")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  private static Optional<Observed> reported(KubeObject pod, ContainerDefinition container) {
    for (JsonNode status : pod.status().path(container.statusList())) {
      if (status.path("name").asString("").equals(container.name())) {
        return Optional.of(Observed.reported(status));
      }
    }
    return Optional.empty();
  }

  /** Makes room for a container that was added to the pod. */
  void expect(KubeObject pod, ContainerDefinition container) {
    synchronized (this) {
      containers.computeIfAbsent(
          container.name(),
          name -> reported(pod, container).orElseGet(() -> Observed.waiting("ContainerCreating")));
    }
    changed.run();
  }

  /** Notes something about a container. */
  void note(String container, UnaryOperator<Observed> change) {
    synchronized (this) {
      containers.computeIfPresent(container, (name, observed) -> change.apply(observed));
    }
    changed.run();
  }

  void noteAddress(String podAddress) {
    synchronized (this) {
      address = Optional.of(podAddress);
    }
    changed.run();
  }

  /** Notes whether the init containers have done their work. */
  void noteInitialized(boolean done) {
    synchronized (this) {
      initialized = done;
    }
    changed.run();
  }

  /** Has the pod's status written even if nothing has happened yet. */
  void announce() {
    changed.run();
  }

  /** Notes that the pod cannot go on, and why. */
  void noteFailure(Failure why) {
    synchronized (this) {
      failure = Optional.of(why);
    }
    changed.run();
  }

  synchronized Observed get(String container) {
    return containers.getOrDefault(container, Observed.waiting(""));
  }

  synchronized View view() {
    return new View(new LinkedHashMap<>(containers), address, initialized, failure);
  }
}
