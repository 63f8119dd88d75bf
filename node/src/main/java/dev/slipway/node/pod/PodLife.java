package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.ResourceType;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One pod, from its assignment to this node until nothing of it is left.
 *
 * <p>Its end: the proxies send nobody any more, those being served finish, then preStop and the
 * stop signal, all within the grace period. Kubernetes does the first concurrently with the rest,
 * which is why requests get lost there.
 */
final class PodLife {
  private static final System.Logger LOG = System.getLogger(PodLife.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Keeps a controller that replaces what failed from doing so as fast as it can. */
  private static final Duration REFUSAL = Duration.ofSeconds(1);

  /** Who takes too much gets no time for more, as with the kubelet. */
  private static final Duration EVICTION = Duration.ofSeconds(1);

  private final NodeParts parts;
  private final PodClock clock;
  private final PodBoard board;
  private final Consumer<PodLife> gone;
  private final Consumer<PodLife> renewed;
  private final List<ContainerLife> lives = new CopyOnWriteArrayList<>();
  private final PodShutdown shutdown;

  private final PodThreads threads = new PodThreads();
  private final AtomicBoolean limited = new AtomicBoolean();
  private final AtomicBoolean evicted = new AtomicBoolean();
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
    this.gone = gone;
    this.clock = new PodClock(parts.cluster().clock());
    this.board = new PodBoard(pod, changed);
    this.shutdown = new PodShutdown(parts, this::pod, this::address, lives);
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
    threads.guard("end-", pod, this::end);
  }

  /** The pod's object changed. */
  void update(KubeObject changed) {
    pod = changed;
    if (changed.isBeingDeleted()) {
      long grace = changed.metadata().path("deletionGracePeriodSeconds").asLong(0);
      if (grace == 0) {
        force();
      } else {
        // Never longer than the grace itself, should the clock have been set back meanwhile.
        Instant latest = clock.now().plusSeconds(grace);
        clock.endBy(changed.deletionTimestamp().filter(latest::isAfter).orElse(latest));
      }
    } else {
      startAdded();
      limitTime();
      clock.nudge();
    }
  }

  /** Begins to watch the time, once the pod's is limited. */
  private void limitTime() {
    if (pod.spec().has("activeDeadlineSeconds") && limited.compareAndSet(false, true)) {
      threads.guard("deadline-", pod, this::failInTime);
    }
  }

  /** The pod fails when its time is up; its object stays. */
  private void failInTime() throws InterruptedException {
    if (new PodDeadline(clock, this::pod).await() && !isFinished()) {
      fail(PodDeadline.EXCEEDED, Severity.NORMAL, grace());
    }
  }

  /** The pod fails before anything of it began. */
  private void refuse(PodBoard.Failure why) throws InterruptedException {
    if (!clock.pause(REFUSAL)) {
      board.noteFailure(why);
      warn(why.reason(), why.message());
    }
  }

  private void fail(PodBoard.Failure why, Severity severity, Supplier<Duration> grace)
      throws InterruptedException {
    board.noteFailure(why);
    parts.events().record(pod, severity, why.reason(), why.message());
    shutdown.stop(grace);
    threads.awaitWorkers();
  }

  /** Whether there is anything left to end. */
  boolean canBeEvicted() {
    return !clock.isEnding() && !isFinished() && !evicted.get();
  }

  /** Ends the pod, which takes more than it may; its object stays and says so. */
  void evict(String message) {
    if (evicted.compareAndSet(false, true)) {
      var why = new PodBoard.Failure(PodBoard.Failure.EVICTED, message);
      threads.guard("evict-", pod, () -> fail(why, Severity.WARNING, clock.countDown(EVICTION)));
    }
  }

  /** What the containers get when the pod ends by itself. */
  private Supplier<Duration> grace() {
    long seconds = pod.spec().path("terminationGracePeriodSeconds").asLong(30);
    return clock.countDown(Duration.ofSeconds(seconds));
  }

  /** The pod's object is gone, or its grace was cut to nothing. */
  void force() {
    clock.endBy(clock.now());
    lives.forEach(ContainerLife::kill);
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

  private boolean isFinished() {
    String phase = pod.status().path("phase").asString("");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private void runGuarded() throws InterruptedException {
    if (isFinished()) {
      // A predecessor of this process may have been killed before it had stopped everything.
      if (shutdown.isAnyAlive()) {
        shutdown.stop(grace());
      }
      return;
    }
    Optional<PodBoard.Failure> refusal = Sysctls.problem(pod);
    if (refusal.isPresent()) {
      refuse(refusal.get());
      return;
    }
    Optional<PodResources> prepared = prepare();
    if (prepared.isEmpty()) {
      return;
    }
    resources = prepared;
    renewed.accept(this);
    board.noteAddress(prepared.get().address());
    startAdded();
    if (runInitial(prepared.get())) {
      board.noteInitialized();
      runMain(prepared.get());
    }
    if (!clock.isEnding()) {
      shutdown.stopCompanions(grace());
    }
  }

  /** Begins what was added to the pod since the last time. */
  private void startAdded() {
    resources.ifPresent(prepared -> {
      for (ContainerDefinition added : ContainerDefinition.ephemeral(pod)) {
        if (!clock.isEnding() && !isFinished() && begun.add(added.name())) {
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
        warn("FailedMount", "MountVolume.SetUp failed: " + e.why());
      } catch (IOException | SlipwayException e) {
        PodClock.stopWhenInterrupted();
        LOG.log(Level.ERROR, "pod " + pod.objectName() + " cannot be prepared", e);
        warn("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      }
      clock.pause(RETRY, PodClock.Wake.ALSO_BY_NUDGES);
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
  private boolean runInitial(PodResources prepared) throws InterruptedException {
    boolean mainExists = ContainerDefinition.main(pod).stream().anyMatch(c -> exists(c.name()));
    for (ContainerDefinition definition : ContainerDefinition.initial(pod)) {
      ContainerLife life = life(prepared, definition);
      switch (definition.role()) {
        case INIT -> {
          boolean done = board.get(definition.name()).exitCode().filter(c -> c == 0).isPresent();
          if (!done && !mainExists) {
            live(life);
          }
          boolean succeeded =
              mainExists || board.get(definition.name()).exitCode().filter(c -> c == 0).isPresent();
          if (!succeeded) {
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

  /** Waits for the end and sees to it. */
  private void end() throws InterruptedException {
    clock.awaitEnding();
    while (!threads.isDetached() && !hasEnded()) {
      Thread.sleep(RETRY);
    }
  }

  /** Ends everything; false when something failed, for instance because the disk is full. */
  private boolean hasEnded() throws InterruptedException {
    try {
      shutdown.drain(clock.left().dividedBy(2));
      shutdown.stop(clock::left);
      threads.awaitWorkers();
      lives.forEach(ContainerLife::kill);
      finish();
      return true;
    } catch (RuntimeException e) {
      PodClock.stopWhenInterrupted();
      LOG.log(Level.ERROR, "the end of pod " + pod.objectName() + " will be tried again", e);
      return false;
    }
  }

  private String address() {
    return resources
        .map(PodResources::address)
        .orElseGet(() -> pod.status().path("podIP").asString(""));
  }

  /** Removes what is left of the pod, and last its object. */
  private void finish() throws InterruptedException {
    shutdown.removeRemains();
    try {
      parts
          .cluster()
          .delete(ResourceType.PODS, pod.objectName(), DeleteOptions.grace(0).onlyUid(pod.uid()));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
    gone.accept(this);
    parts.traffic().forget(address());
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
