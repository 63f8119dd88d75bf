package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.dockerfile.cache.Usage;
import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what leaves the build cache. Pure.
 *
 * @param forgotten keys of results
 * @param removed snapshots, each before those below it
 */
record CachePlan(Set<Digest> forgotten, List<SnapshotId> removed) {
  /**
   * What there is.
   *
   * @param parents all snapshots with what they lie on
   * @param sizes bytes of each snapshot's own layer
   * @param needed snapshots that something runs on or that an image with a name is made of; what
   *     they lie on is needed too
   */
  record Stock(
      List<Usage> entries,
      Map<SnapshotId, Optional<SnapshotId>> parents,
      Map<SnapshotId, Long> sizes,
      Set<SnapshotId> needed) {}

  static CachePlan of(Stock stock, CacheLimits limits, Instant now) {
    Set<SnapshotId> needed = withParents(stock.needed(), stock);
    Instant oldest = now.minus(limits.unusedFor());
    var entries = new ArrayList<>(stock.entries());
    entries.sort(Comparator.comparing(Usage::lastUsed));
    var forgotten = new LinkedHashSet<Digest>();
    while (!entries.isEmpty()) {
      Usage first = entries.getFirst();
      boolean old = first.lastUsed().isBefore(oldest);
      if (!old && size(kept(entries, needed, stock), stock) <= limits.bytes()) {
        break;
      }
      forgotten.add(first.entry().key());
      entries.removeFirst();
    }
    Set<SnapshotId> kept = kept(entries, needed, stock);
    List<SnapshotId> removed =
        stock.parents().keySet().stream()
            .filter(id -> !kept.contains(id))
            .sorted(Comparator.comparingInt((SnapshotId id) -> depth(id, stock)).reversed())
            .toList();
    return new CachePlan(forgotten, removed);
  }

  private static Set<SnapshotId> kept(List<Usage> entries, Set<SnapshotId> needed, Stock stock) {
    var kept = new HashSet<>(needed);
    for (Usage usage : entries) {
      snapshot(usage.entry())
          .filter(stock.parents()::containsKey)
          .ifPresent(id -> kept.addAll(withParents(Set.of(id), stock)));
    }
    return kept;
  }

  private static Optional<SnapshotId> snapshot(CacheEntry entry) {
    return entry.snapshot().map(SnapshotId::new);
  }

  private static Set<SnapshotId> withParents(Set<SnapshotId> some, Stock stock) {
    var all = new HashSet<SnapshotId>();
    for (SnapshotId id : some) {
      Optional<SnapshotId> at = Optional.of(id);
      while (at.isPresent() && all.add(at.get())) {
        at = stock.parents().getOrDefault(at.get(), Optional.empty());
      }
    }
    return all;
  }

  private static long size(Set<SnapshotId> some, Stock stock) {
    return some.stream().mapToLong(id -> stock.sizes().getOrDefault(id, 0L)).sum();
  }

  private static int depth(SnapshotId id, Stock stock) {
    int depth = 0;
    Optional<SnapshotId> at = stock.parents().getOrDefault(id, Optional.empty());
    while (at.isPresent()) {
      depth++;
      at = stock.parents().getOrDefault(at.get(), Optional.empty());
    }
    return depth;
  }
}
