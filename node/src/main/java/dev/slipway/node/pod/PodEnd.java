package dev.slipway.node.pod;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How one pod ends: with its object, when its time is up, or because it may not go on; then its
 * object stays and says why.
 *
 * <p>With its object: the proxies send nobody any more, those being served finish, then preStop and
 * the stop signal, all within the grace period. Kubernetes does the first concurrently with the
 * rest, which is why requests get lost there.
 */
final class PodEnd {
  private static final System.Logger LOG = System.getLogger(PodEnd.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Keeps a controller that replaces what failed from doing so as fast as it can. */
  private static final Duration REFUSAL = Duration.ofSeconds(1);

  /** Who takes too much gets no time for more, as with the kubelet. */
  private static final Duration EVICTION = Duration.ofSeconds(1);

  private final NodeParts parts;
  private final Supplier<KubeObject> pod;
  private final PodClock clock;
  private final PodBoard board;
  private final PodThreads threads;
  private final List<ContainerLife> lives;
  private final PodShutdown shutdown;
  private final Supplier<String> address;
  private final Runnable gone;
  private final AtomicBoolean limited = new AtomicBoolean();
  private final AtomicBoolean evicted = new AtomicBoolean();
  private volatile Optional<Instant> asked = Optional.empty();

  /**
   * The end of a pod.
   *
   * @param lives of its containers, as far as they have begun
   * @param gone hears that nothing of it is left
   */
  PodEnd(
      NodeParts parts,
      Supplier<KubeObject> pod,
      PodClock clock,
      PodBoard board,
      PodThreads threads,
      List<ContainerLife> lives,
      Supplier<String> address,
      Runnable gone) {
    this.parts = parts;
    this.pod = pod;
    this.clock = clock;
    this.board = board;
    this.threads = threads;
    this.lives = lives;
    this.address = address;
    this.gone = gone;
    this.shutdown = new PodShutdown(parts, pod, address, lives);
  }

  /** Begins to wait for it. */
  void watch() {
    threads.guard("end-", pod.get(), this::end);
  }

  /** The pod's object is being deleted; hears of each change of that object. */
  void begin() {
    long grace = pod.get().metadata().path("deletionGracePeriodSeconds").asLong(0);
    Optional<Instant> deletion = pod.get().deletionTimestamp();
    if (grace == 0) {
      force();
    } else if (asked.isEmpty() || !asked.equals(deletion)) {
      asked = deletion;
      // Never longer than the grace itself, should the clock have been set back meanwhile.
      Instant latest = clock.now().plusSeconds(grace);
      clock.endBy(deletion.filter(latest::isAfter).orElse(latest));
    }
  }

  /** The pod's object is gone, or its grace was cut to nothing. */
  void force() {
    clock.endBy(clock.now());
    lives.forEach(ContainerLife::kill);
  }

  /** Begins to watch the time, once the pod's is limited. */
  void limitTime() {
    if (pod.get().spec().has("activeDeadlineSeconds") && limited.compareAndSet(false, true)) {
      threads.guard("deadline-", pod.get(), this::failInTime);
    }
  }

  /** The pod fails when its time is up; its object stays. */
  private void failInTime() throws InterruptedException {
    if (new PodDeadline(clock, pod).await() && !isFinished()) {
      fail(PodDeadline.EXCEEDED, Severity.NORMAL, grace());
    }
  }

  /** The pod fails before anything of it began. */
  void refuse(PodBoard.Failure why) throws InterruptedException {
    if (!clock.pause(REFUSAL)) {
      board.noteFailure(why);
      parts.events().record(pod.get(), Severity.WARNING, why.reason(), why.message());
    }
  }

  private void fail(PodBoard.Failure why, Severity severity, Supplier<Duration> grace)
      throws InterruptedException {
    board.noteFailure(why);
    parts.events().record(pod.get(), severity, why.reason(), why.message());
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
      threads.guard(
          "evict-", pod.get(), () -> fail(why, Severity.WARNING, clock.countDown(EVICTION)));
    }
  }

  boolean isFinished() {
    String phase = pod.get().status().path("phase").asString("");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** What a predecessor of this process may have left running when it was killed. */
  void stopRemains() throws InterruptedException {
    if (shutdown.isAnyAlive()) {
      shutdown.stop(grace());
    }
  }

  /** What lived on without what the pod's containers shared. */
  void killRemains() throws InterruptedException {
    shutdown.killAll();
  }

  /** The main containers have ended: what accompanies them ends too. */
  void stopCompanions() throws InterruptedException {
    shutdown.stopCompanions(grace());
  }

  /** What the containers get when the pod ends by itself. */
  private Supplier<Duration> grace() {
    long seconds = pod.get().spec().path("terminationGracePeriodSeconds").asLong(30);
    return clock.countDown(Duration.ofSeconds(seconds));
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
      LOG.log(Level.ERROR, "the end of pod " + pod.get().objectName() + " will be tried again", e);
      return false;
    }
  }

  /** Removes what is left of the pod, and last its object. */
  private void finish() throws InterruptedException {
    shutdown.removeRemains();
    KubeObject ended = pod.get();
    try {
      parts
          .cluster()
          .delete(
              ResourceType.PODS, ended.objectName(), DeleteOptions.grace(0).onlyUid(ended.uid()));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
    gone.run();
    parts.traffic().forget(address.get());
  }
}
