package dev.slipway.workflow.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One concurrency group: one holder runs, one waits, all decided by pure functions.
 *
 * <p>A newcomer replaces the one that waits, and with {@code cancel-in-progress} ends the one that
 * runs; {@code queue: max} keeps all that wait, up to {@link #LONGEST_QUEUE}. Groups are the same
 * when their {@link Request#key} is.
 *
 * @param running who holds the group
 * @param waiting who comes next, in order
 */
public record Concurrency(Optional<String> running, List<String> waiting) {
  /** A queue holds no more than these. */
  public static final int LONGEST_QUEUE = 100;

  /** Nobody runs, nobody waits. */
  public static final Concurrency FREE = new Concurrency(Optional.empty(), List.of());

  public Concurrency {
    waiting = List.copyOf(waiting);
  }

  /** How many may wait. */
  public enum Queue {
    SINGLE,
    MAX
  }

  /**
   * What a workflow or job asks for.
   *
   * @param group its name, evaluated
   */
  public record Request(String group, boolean cancelInProgress, Queue queue) {
    /** What names that differ in case only have in common. */
    public String key() {
      return group.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What came of a newcomer.
   *
   * @param after the group from now on
   * @param starts whether the newcomer may run at once
   * @param cancelled who is to be ended; the running one leaves the group when it has ended
   */
  public record Arrival(Concurrency after, boolean starts, List<String> cancelled) {
    public Arrival {
      cancelled = List.copyOf(cancelled);
    }
  }

  /** What came of somebody leaving: who starts now, if anybody waited. */
  public record Departure(Concurrency after, Optional<String> starts) {}

  /** {@code id} wants to run. */
  public Arrival arrive(String id, Request request) {
    if (running.isEmpty()) {
      return new Arrival(new Concurrency(Optional.of(id), waiting), true, List.of());
    }
    List<String> next = new ArrayList<>();
    List<String> cancelled = new ArrayList<>();
    if (request.queue() == Queue.MAX) {
      next.addAll(waiting);
    } else {
      cancelled.addAll(waiting);
    }
    if (request.cancelInProgress()) {
      running.ifPresent(cancelled::add);
    }
    if (next.size() >= LONGEST_QUEUE) {
      cancelled.add(id);
    } else {
      next.add(id);
    }
    return new Arrival(new Concurrency(running, next), false, cancelled);
  }

  /** {@code id} has ended, or no longer wants to run. */
  public Departure leave(String id) {
    List<String> left = new ArrayList<>(waiting);
    if (running.filter(id::equals).isEmpty()) {
      left.remove(id);
      return new Departure(new Concurrency(running, left), Optional.empty());
    }
    Optional<String> next = left.isEmpty() ? Optional.empty() : Optional.of(left.removeFirst());
    return new Departure(new Concurrency(next, left), next);
  }
}
