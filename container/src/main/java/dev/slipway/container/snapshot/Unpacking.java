package dev.slipway.container.snapshot;

import dev.slipway.oci.ChainId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** Makes each layer once, however many want it at the same time. */
final class Unpacking {
  private static final System.Logger LOG = System.getLogger(Unpacking.class.getName());

  private final Snapshots snapshots;
  private final Map<ChainId, CompletableFuture<SnapshotId>> running = new ConcurrentHashMap<>();

  Unpacking(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  SnapshotId unpack(Optional<SnapshotId> parent, ChainId chain, LayerSource layer)
      throws IOException {
    while (true) {
      var mine = new CompletableFuture<SnapshotId>();
      var other = running.putIfAbsent(chain, mine);
      if (other == null) {
        return lead(mine, parent, chain, layer);
      }
      try {
        return other.join();
      } catch (CompletionException e) {
        // The other's source failed (its download, its cancellation). Ours may do better.
        LOG.log(System.Logger.Level.DEBUG, "unpacking {0} again: {1}", chain, e.getMessage());
      }
    }
  }

  private SnapshotId lead(
      CompletableFuture<SnapshotId> mine,
      Optional<SnapshotId> parent,
      ChainId chain,
      LayerSource layer)
      throws IOException {
    // Whoever sees the outcome must not meet the finished attempt again: first out, then done.
    try {
      SnapshotId id = findOrMake(parent, chain, layer);
      running.remove(chain, mine);
      mine.complete(id);
      return id;
    } catch (IOException | RuntimeException | Error e) {
      running.remove(chain, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private SnapshotId findOrMake(Optional<SnapshotId> parent, ChainId chain, LayerSource layer)
      throws IOException {
    Optional<SnapshotId> known = snapshots.find(chain);
    if (known.isPresent()) {
      return known.get();
    }
    try (Draft draft = snapshots.draft(parent)) {
      layer.unpackInto(draft.upper());
      SnapshotId id = draft.commit();
      snapshots.bind(chain, id);
      return id;
    }
  }
}
