package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blobs that somebody asked for lately: who heard that a blob is there will push a manifest that
 * names it, and must find it then. Bounded: when too many are remembered, all count as asked for.
 */
final class AskedBlobs {
  private static final int REMEMBERED = 200_000;

  private final Clock clock;
  private final Map<Asked, Instant> times = new ConcurrentHashMap<>();
  private volatile Instant all;

  private record Asked(String name, Digest digest) {}

  /** Before the start of the process everything counts as asked for at its start. */
  AskedBlobs(Clock clock) {
    this.clock = clock;
    this.all = clock.instant();
  }

  void asked(String name, Digest digest) {
    Instant now = clock.instant();
    if (times.size() > REMEMBERED) {
      all = now;
      times.clear();
    }
    times.put(new Asked(name, digest), now);
  }

  boolean isAskedSince(String name, Digest digest, Instant limit) {
    return all.isAfter(limit)
        || times.getOrDefault(new Asked(name, digest), Instant.MIN).isAfter(limit);
  }

  /** Forgets what nobody has asked for since. */
  void forgetBefore(Instant limit) {
    times.values().removeIf(time -> time.isBefore(limit));
  }
}
