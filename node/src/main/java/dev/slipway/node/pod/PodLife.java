package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.volume.VolumeProblem;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One pod, from its assignment to this node until nothing of it is left; {@link PodEnd} ends it.
 */
final class PodLife {
  private static final System.Logger LOG = System.getLogger(PodLife.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final NodeParts parts;
  private final PodClock clock;
  private final PodBoard board;
  private final Consumer<PodLife> renewed;
  private final List<ContainerLife> lives = new CopyOnWriteArrayList<>();
  private final PodEnd end;
  private final PodThreads threads = new PodThreads();
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private volatile KubeObject pod;
  private volatile Optional<PodResources> resources = Optional.empty();

  /**
   * The life of a pod.
   *
   * @param changed hears of everything its status shows
   * @param renewed hears that its volumes are there, and up to date
   * @param gone hears that nothing of it is left
   */
  PodLife(
      NodeParts parts,
      KubeObject pod,
      Runnable changed,
      Consumer<PodLife> renewed,
      Consumer<PodLife> gone) {
    this.renewed = renewed;
    this.parts = parts;
    this.pod = pod;
    this.clock = new PodClock(parts.cluster().clock());
    this.board = new PodBoard(pod, changed);
    this.end =
        new PodEnd(
            parts, this::pod, clock, board, threads, lives, this::address, () -> gone.accept(this));
  }

  KubeObject pod() {
    return pod;
  }

  PodBoard board() {
    return board;
  }

  void start() {
    update(pod);
    threads.work("pod-", pod, this::runGuarded);
    end.watch();
  }

  /** The pod's object changed. */
  void update(KubeObject changed) {
    pod = changed;
    if (changed.isBeingDeleted()) {
      end.begin();
    } else {
      startAdded();
      lives.forEach(ContainerLife::look);
      end.limitTime();
      clock.nudge();
    }
  }

  /** What ends the pod. */
  PodEnd end() {
    return end;
  }

  /** When the volumes are to be brought up to date even if nothing changed; empty when never. */
  Optional<Instant> renewal() {
    return resources.flatMap(r -> r.volumes().renewal());
  }

  /** Brings configuration volumes up to date. */
  void refreshVolumes() throws IOException {
    if (resources.isPresent() && !clock.isEnding()) {
      try {
        resources.get().volumes().prepare(pod);
      } catch (VolumeProblem e) {
        LOG.log(Level.DEBUG, "volumes of {0} keep their contents: {1}", pod, e.why());
      }
      renewed.accept(this);
    }
    clock.nudge();
  }

  private void runGuarded() throws InterruptedException {
    if (end.isFinished()) {
      end.stopRemains();
      return;
    }
    Optional<PodBoard.Failure> refusal = Sysctls.problem(pod);
    if (refusal.isPresent()) {
      end.refuse(refusal.get());
      return;
    }
    boolean lost = hasLostNetwork();
    Optional<PodResources> prepared = prepare();
    if (prepared.isEmpty()) {
      return;
    }
    if (lost) {
      String what = "Pod sandbox changed, it will be killed and re-created.";
      parts.events().record(pod, Severity.NORMAL, "SandboxChanged", what);
      end.killRemains();
    }
    resources = prepared;
    renewed.accept(this);
    board.noteAddress(prepared.get().address());
    startAdded();
    boolean anew = lost && !pod.spec().path("restartPolicy").asString("Always").equals("Never");
    if (anew) {
      board.noteInitialized(false);
    }
    if (runInitial(prepared.get(), anew)) {
      board.noteInitialized(true);
      runMain(prepared.get());
    }
    if (!clock.isEnding()) {
      end.stopCompanions();
    }
  }

  /**
   * Whether the pod had a network that is no more, as after a restart of the machine: then its init
   * containers are to run again, as with a kubelet.
   */
  private boolean hasLostNetwork() {
    return !pod.spec().path("hostNetwork").asBoolean(false)
        && !pod.status().path("podIP").asString("").isEmpty()
        && parts.networks().find(pod.uid()).isEmpty();
  }

  /** Begins what was added to the pod since the last time. */
  private void startAdded() {
    resources.ifPresent(prepared -> {
      for (ContainerDefinition added : ContainerDefinition.ephemeral(pod)) {
        if (!clock.isEnding() && !end.isFinished() && begun.add(added.name())) {
          board.expect(pod, added);
          start(life(prepared, added));
        }
      }
    });
  }

  /** Makes what the containers share; empty when the pod is to end first. */
  private Optional<PodResources> prepare() throws InterruptedException {
    while (!clock.isEnding()) {
      try {
        Optional<String> noName = PodHostname.problem(pod);
        if (noName.isEmpty()) {
          return Optional.of(PodResources.of(parts, pod));
        }
        warn("FailedCreatePodSandBox", "Failed to create pod sandbox: " + noName.get());
      } catch (VolumeProblem e) {
        PodClock.stopWhenInterrupted();
        warn("FailedMount", "MountVolume.SetUp failed " + e.why());
      } catch (IOException | SlipwayException e) {
        PodClock.stopWhenInterrupted();
        LOG.log(Level.ERROR, "pod " + pod.objectName() + " cannot be prepared", e);
        warn("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      }
      board.announce();
      clock.pauseUntilNudged(RETRY);
    }
    return Optional.empty();
  }

  private void warn(String reason, String message) {
    parts.events().record(pod, Severity.WARNING, reason, message);
  }

  private ContainerLife life(PodResources prepared, ContainerDefinition definition) {
    var life = new ContainerLife(parts, clock, board, prepared, definition, () -> pod);
    lives.add(life);
    return life;
  }

  /** Runs the init containers one by one; true when the main ones may run. */
  private boolean runInitial(PodResources prepared, boolean anew) throws InterruptedException {
    boolean passed =
        !anew && ContainerDefinition.main(pod).stream().anyMatch(c -> exists(c.name()));
    for (ContainerDefinition definition : ContainerDefinition.initial(pod)) {
      ContainerLife life = life(prepared, definition);
      switch (definition.role()) {
        case INIT -> {
          if (anew) {
            life.beginAnew();
          }
          if (anew || !(passed || hasSucceeded(definition))) {
            live(life);
          }
          if (!passed && !hasSucceeded(definition)) {
            return false;
          }
        }
        case SIDECAR -> {
          start(life);
          awaitStarted(definition);
        }
        case MAIN, EPHEMERAL ->
            throw new IllegalStateException("no initial container: " + definition.name());
      }
    }
    return !clock.isEnding();
  }

  private boolean hasSucceeded(ContainerDefinition definition) {
    return board.get(definition.name()).exitCode().filter(code -> code == 0).isPresent();
  }

  private boolean exists(String container) {
    return parts.containers().list().stream()
        .anyMatch(c ->
            pod.uid().equals(c.labels().get(ContainerBuilder.POD_UID))
                && container.equals(c.labels().get(ContainerBuilder.CONTAINER)));
  }

  private void awaitStarted(ContainerDefinition definition) throws InterruptedException {
    while (!board.get(definition.name()).readiness().started()) {
      if (clock.pause(Duration.ofMillis(100))) {
        return;
      }
    }
  }

  private Thread start(ContainerLife life) {
    return threads.work("container-" + life.definition().name() + "-", pod, () -> live(life));
  }

  /** Has a container live; when that fails, it is looked at anew after a while. */
  private void live(ContainerLife life) throws InterruptedException {
    boolean over = false;
    while (!over) {
      try {
        life.run();
        over = true;
      } catch (RuntimeException e) {
        PodClock.stopWhenInterrupted();
        String container = life.definition().name() + " of pod " + pod.objectName();
        LOG.log(Level.ERROR, "container " + container + " failed and will be tried again", e);
        over = clock.pause(RETRY);
      }
    }
  }

  private void runMain(PodResources prepared) throws InterruptedException {
    var running = new ArrayList<Thread>();
    for (ContainerDefinition definition : ContainerDefinition.main(pod)) {
      running.add(start(life(prepared, definition)));
    }
    for (Thread thread : running) {
      thread.join();
    }
  }

  private String address() {
    return resources
        .map(PodResources::address)
        .orElseGet(() -> pod.status().path("podIP").asString(""));
  }

  /** The present run of a container. */
  Optional<Container> container(String name) {
    return lives.stream()
        .filter(l -> l.definition().name().equals(name))
        .findFirst()
        .flatMap(ContainerLife::current);
  }

  /** The node goes; the containers stay and run on. */
  void detach() {
    threads.detach();
  }

  /** Waits until nothing is done for the pod any more; after {@link #detach}. */
  void join() throws InterruptedException {
    threads.join();
  }
}
