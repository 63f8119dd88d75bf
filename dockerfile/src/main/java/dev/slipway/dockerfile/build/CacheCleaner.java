package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.CacheCleaning;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.cache.Usage;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Removes what builds no longer need. Not while one goes on. */
final class CacheCleaner {
  private static final int BLOCK = 512;
  private static final Duration GRACE = Duration.ofHours(1);

  private final Shared shared;
  private final ConcurrentMap<SnapshotId, Long> sizes = new ConcurrentHashMap<>();

  CacheCleaner(Shared shared) {
    this.shared = shared;
  }

  /**
   * Cleans.
   *
   * @param needed snapshots that must stay, with all they lie on
   */
  CacheCleaning clean(CacheLimits limits, Set<SnapshotId> needed) throws IOException {
    Snapshots snapshots = shared.workshop().snapshots();
    Instant now = shared.workshop().clock().instant();
    var kept = new HashSet<>(needed);
    kept.addAll(fresh(snapshots, now));
    kept.addAll(shared.failed().needed(now));
    var plan = CachePlan.of(stock(snapshots, kept), limits, now);
    plan.forgotten().forEach(shared.cache()::remove);
    long freed = 0;
    int removed = 0;
    for (SnapshotId id : plan.removed()) {
      // Somebody may have put another on it since the plan was made.
      if (snapshots.removeIfTopmost(id)) {
        freed += sizes.getOrDefault(id, 0L);
        sizes.remove(id);
        removed++;
      }
    }
    shared.cache().forgetExplanations(now.minus(limits.unusedFor()));
    var results = new HashSet<String>();
    for (Usage usage : shared.cache().list()) {
      results.add(usage.entry().result());
    }
    shared.leaks().retain(results);
    long left = snapshots.list().stream().mapToLong(id -> sizes.getOrDefault(id, 0L)).sum();
    return new CacheCleaning(plan.forgotten().size(), removed, freed, left);
  }

  /** What was made just now may be on its way to where it is needed. */
  private static Set<SnapshotId> fresh(Snapshots snapshots, Instant now) throws IOException {
    var fresh = new HashSet<SnapshotId>();
    for (SnapshotId id : snapshots.list()) {
      Path home = snapshots.directory(id);
      if (Files.getLastModifiedTime(home).toInstant().plus(GRACE).isAfter(now)) {
        fresh.add(id);
      }
    }
    return fresh;
  }

  private CachePlan.Stock stock(Snapshots snapshots, Set<SnapshotId> needed) throws IOException {
    Map<SnapshotId, Optional<SnapshotId>> parents = new HashMap<>();
    for (SnapshotId id : snapshots.list()) {
      parents.put(id, snapshots.parent(id));
      if (!sizes.containsKey(id)) {
        sizes.put(id, size(snapshots.directory(id)));
      }
    }
    return new CachePlan.Stock(shared.cache().list(), parents, Map.copyOf(sizes), needed);
  }

  /** What a layer takes on disk; further names of a file take nothing. */
  private static long size(Path layer) throws IOException {
    var sum = new long[1];
    DirectoryTree.walk(
        layer,
        entry -> {
          sum[0] += entry.status().size() / Math.max(1, entry.status().links()) + BLOCK;
          return Next.CONTINUE;
        });
    return sum[0];
  }
}
