package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Exit;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.Signals;
import dev.slipway.runner.LineListener;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program running in a job's container. */
public final class OrderRun {
  /** How long after each signal the next, harder one follows (as GitHub's runner does it). */
  public static final Duration AFTER_INTERRUPT = Duration.ofMillis(7500);

  public static final Duration AFTER_TERMINATE = Duration.ofMillis(2500);
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(20);

  private final Place place;
  private final LineSplitter lines;
  private final Runnable afterwards;
  private final String mark = "slipway_" + UUID.randomUUID();
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private final long killsBefore;

  record Place(Cgroups cgroups, String cgroup, long memoryBytes) {}

  /** How it ended. */
  public sealed interface Outcome {
    /**
     * By itself, or by a signal.
     *
     * @param code its exit code; 128 plus the signal's number when a signal ended it
     */
    record Exited(int code) implements Outcome {}

    /**
     * The kernel killed one of its processes because the job's memory ran out.
     *
     * @param code its exit code
     * @param limitBytes how much the job may use
     */
    record OutOfMemory(int code, long limitBytes) implements Outcome {}

    /** The container ended under it. */
    record ContainerLost() implements Outcome {}
  }

  OrderRun(Place place, LineListener listener, Runnable afterwards) {
    this.place = place;
    this.lines = new LineSplitter(listener);
    this.afterwards = afterwards;
    this.killsBefore = place.cgroups().outOfMemoryKills(place.cgroup());
  }

  String mark() {
    return mark;
  }

  void output(byte[] bytes, int from, int to) {
    lines.accept(bytes, from, to);
  }

  void ended(int code) {
    lines.finish();
    boolean starved = code != 0 && place.cgroups().outOfMemoryKills(place.cgroup()) > killsBefore;
    finish(starved ? new Outcome.OutOfMemory(code, place.memoryBytes()) : new Outcome.Exited(code));
  }

  void lost(Exit exit) {
    lines.finish();
    finish(
        exit.cause() == Exit.Cause.OUT_OF_MEMORY
            ? new Outcome.OutOfMemory(exit.code(), place.memoryBytes())
            : new Outcome.ContainerLost());
  }

  private void finish(Outcome outcome) {
    if (done.complete(outcome)) {
      afterwards.run();
    }
  }

  /** Waits for the end; all its output has been heard then. */
  public Outcome await() throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link #await}, for at most so long; whether it has ended. */
  public boolean awaitFor(Duration time) throws InterruptedException {
    try {
      done.get(time.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      return false;
    }
  }

  /**
   * Ends it with all its children: asks them with SIGINT, then SIGTERM, then kills. Returns when
   * they have ended.
   */
  public Outcome stop() throws InterruptedException {
    signal(Signals.INT);
    if (!awaitFor(AFTER_INTERRUPT)) {
      signal(Signals.TERM);
      if (!awaitFor(AFTER_TERMINATE)) {
        return kill();
      }
    }
    endChildren();
    return await();
  }

  /**
   * Kills what it has left behind. A process in the middle of a disk's answer does not end before
   * that: it is waited for no longer than for one that was asked.
   */
  private void endChildren() throws InterruptedException {
    long end = System.nanoTime() + AFTER_TERMINATE.toNanos();
    while (!tree().isEmpty() && System.nanoTime() < end) {
      signal(Signals.KILL);
      Thread.sleep(BETWEEN_KILLS);
    }
  }

  /** Ends it with all its children at once. */
  public Outcome kill() throws InterruptedException {
    do {
      // Held first: a script whose child is killed before it must not go on with its next line.
      // Those that were being started meanwhile are found the next time.
      signal(Signals.STOP);
      signal(Signals.KILL);
    } while (!awaitFor(BETWEEN_KILLS));
    endChildren();
    return await();
  }

  private void signal(int signal) {
    for (ProcessIdentity process : tree()) {
      try {
        process.signal(signal);
      } catch (PosixException e) {
        throw new SlipwayException("could not end a step's process: " + e.getMessage(), e);
      }
    }
  }

  private List<ProcessIdentity> tree() {
    return OrderTree.of(place.cgroups().processes(place.cgroup()), mark);
  }
}
