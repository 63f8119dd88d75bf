package dev.slipway.node.pod;

import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.pod.ContainerDefinition.Role;
import dev.slipway.node.proxy.Traffic;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the containers of one pod are stopped: those that do its work together, then its sidecars one
 * by one, the last first, since each may need those that were started before it.
 */
final class PodShutdown {
  private static final System.Logger LOG = System.getLogger(PodShutdown.class.getName());

  private final NodeParts parts;
  private final Supplier<KubeObject> pod;
  private final Supplier<String> address;
  private final List<ContainerLife> lives;

  /**
   * The shutdown of a pod.
   *
   * @param lives of its containers, as far as they have begun
   */
  PodShutdown(
      NodeParts parts,
      Supplier<KubeObject> pod,
      Supplier<String> address,
      List<ContainerLife> lives) {
    this.parts = parts;
    this.pod = pod;
    this.address = address;
    this.lives = lives;
  }

  /** All containers of the pod that there are, those of a predecessor of this process too. */
  List<Container> containers() {
    String uid = pod.get().uid();
    return parts.containers().list().stream()
        .filter(c -> uid.equals(c.labels().get(ContainerBuilder.POD_UID)))
        .toList();
  }

  boolean isAnyAlive() {
    return containers().stream().anyMatch(c -> !(c.state() instanceof ContainerState.Exited));
  }

  void killAll() throws InterruptedException {
    for (Container container : containers()) {
      if (!(container.state() instanceof ContainerState.Exited)) {
        parts.containers().kill(container);
      }
    }
  }

  /** Sends the pod nobody new and waits for those it serves, at most so long. */
  void drain(Duration most) {
    if (most.isZero() || address.get().isEmpty()) {
      return;
    }
    try {
      Traffic.Drained drained = parts.traffic().drain(address.get(), most);
      if (drained == Traffic.Drained.OUT_OF_TIME) {
        LOG.log(Level.INFO, "{0} still has connections after half its grace", pod.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops everything; afterwards nothing of it is started again. */
  void stop(Supplier<Duration> left) throws InterruptedException {
    lives.forEach(ContainerLife::retire);
    stopTogether(List.of(Role.MAIN, Role.INIT, Role.EPHEMERAL), left.get());
    stopSidecars(left);
  }

  /** Stops what accompanies the main containers, after those have ended. */
  void stopCompanions(Supplier<Duration> left) throws InterruptedException {
    lives.stream()
        .filter(l -> List.of(Role.SIDECAR, Role.EPHEMERAL).contains(l.definition().role()))
        .forEach(ContainerLife::retire);
    stopTogether(List.of(Role.EPHEMERAL), Duration.ZERO);
    stopSidecars(left);
  }

  private void stopSidecars(Supplier<Duration> left) throws InterruptedException {
    for (ContainerDefinition definition : ContainerDefinition.initial(pod.get()).reversed()) {
      if (definition.role() == Role.SIDECAR) {
        stop(List.of(definition), left.get());
      }
    }
  }

  private void stopTogether(List<Role> roles, Duration grace) throws InterruptedException {
    var all = new ArrayList<>(ContainerDefinition.all(pod.get()));
    all.addAll(ContainerDefinition.ephemeral(pod.get()));
    stop(all.stream().filter(d -> roles.contains(d.role())).toList(), grace);
  }

  private void stop(List<ContainerDefinition> definitions, Duration grace)
      throws InterruptedException {
    var stopping = new ArrayList<Thread>();
    for (ContainerDefinition definition : definitions) {
      String why = "Stopping container " + definition.name();
      for (Container container : containers()) {
        if (definition.name().equals(container.labels().get(ContainerBuilder.CONTAINER))) {
          Lifecycle lifecycle = lifecycle(definition);
          stopping.add(
              PodThreads.of(
                  "stop-", pod.get(), () -> lifecycle.stop(pod.get(), container, grace, why)));
        }
      }
    }
    stopping.forEach(Thread::start);
    for (Thread thread : stopping) {
      thread.join();
    }
  }

  /** Removes what is left of the pod on this machine. */
  void removeRemains() {
    for (Container container : containers()) {
      parts.containers().remove(container);
    }
    try {
      PodResources.remove(parts, pod.get());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "remains of " + pod.get() + " could not be removed", e);
    }
  }

  /** The one of the container's life, which knows whether its hook has run already. */
  private Lifecycle lifecycle(ContainerDefinition definition) {
    Optional<ContainerLife> life =
        lives.stream().filter(l -> l.definition().name().equals(definition.name())).findFirst();
    return life.map(ContainerLife::lifecycle)
        .orElseGet(() -> new Lifecycle(parts, definition, address.get()));
  }
}
