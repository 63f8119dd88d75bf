package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.BuildRequest.Trust;
import dev.slipway.dockerfile.cache.CacheStore;
import dev.slipway.dockerfile.cache.CommittedBytes;
import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.dockerfile.cache.MissExplanation;
import dev.slipway.dockerfile.image.LayerSizes;
import dev.slipway.dockerfile.leak.LeakGuard;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** What the builds of one builder share, made from its {@link Workshop}. */
record Shared(
    Workshop workshop,
    CacheStore cache,
    MissExplanation explanations,
    FileHashes hashes,
    CommittedBytes committed,
    Results results,
    Unpacked unpacked,
    LayerBlobs blobs,
    Recompression recompression,
    Flights flights,
    Downloads downloads,
    CacheMounts mounts,
    CacheMounts mountsOfAnybody,
    NetworkPool networks,
    LeakGuard leaks,
    LayerSizes sizes,
    FailedFiles failed,
    Path scratch,
    Semaphore permits) {
  CacheMounts mounts(Trust trust) {
    return switch (trust) {
      case TRUSTED -> mounts;
      case ANYBODY -> mountsOfAnybody;
    };
  }
}
