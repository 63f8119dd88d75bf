package dev.slipway.node.proxy;

import dev.slipway.http.message.Wire;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Idle connections to pods, the most recently used first. */
final class ConnectionPool {
  /** Shorter than the keep-alive time of common servers (Node.js and uvicorn: 5 s). */
  private static final Duration IDLE = Duration.ofSeconds(4);

  private static final int PER_BACKEND = 64;

  private record Idle(Wire wire, long since) {
    boolean isOld() {
      return System.nanoTime() - since > IDLE.toNanos();
    }
  }

  private final Map<Backend, Deque<Idle>> idle = new HashMap<>();

  ConnectionPool(Traffic traffic) {
    traffic.onDrain(this::closeAll);
  }

  /** An idle connection that is still good. */
  Optional<Wire> take(Backend backend) {
    while (true) {
      Idle candidate;
      synchronized (this) {
        Deque<Idle> all = idle.get(backend);
        if (all == null || all.isEmpty()) {
          return Optional.empty();
        }
        candidate = all.pop();
      }
      if (!candidate.isOld() && !candidate.wire().isStale()) {
        return Optional.of(candidate.wire());
      }
      candidate.wire().close();
    }
  }

  /** Keeps a connection whose last exchange ended well. */
  void give(Backend backend, Wire wire) {
    Optional<Wire> surplus;
    synchronized (this) {
      Deque<Idle> all = idle.computeIfAbsent(backend, b -> new ArrayDeque<>());
      all.push(new Idle(wire, System.nanoTime()));
      boolean drop = all.size() > PER_BACKEND || all.getLast().isOld();
      surplus = drop ? Optional.of(all.removeLast().wire()) : Optional.empty();
    }
    surplus.ifPresent(Wire::close);
  }

  private synchronized void closeAll(String address) {
    idle.entrySet()
        .removeIf(entry -> {
          boolean matches = entry.getKey().address().equals(address);
          if (matches) {
            entry.getValue().forEach(i -> i.wire().close());
          }
          return matches;
        });
  }

  synchronized void close() {
    idle.values().forEach(all -> all.forEach(i -> i.wire().close()));
    idle.clear();
  }
}
