package dev.slipway.dockerfile.build;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.dockerfile.BuildListener;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheCleaning;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.cache.CacheStore;
import dev.slipway.dockerfile.cache.CommittedBytes;
import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.dockerfile.cache.MissExplanation;
import dev.slipway.dockerfile.image.LayerSizes;
import dev.slipway.dockerfile.leak.LeakGuard;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/** Builds images on this machine, in this process. One per data directory. */
public final class LocalImageBuilder implements ImageBuilder, AutoCloseable {
  private final Shared shared;
  private final CacheCleaner cleaner;

  /** Builds share it; cleaning never waits for it, so that no build waits behind a cleaning. */
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock();

  private LocalImageBuilder(Shared shared) {
    this.shared = shared;
    this.cleaner = new CacheCleaner(shared);
  }

  /**
   * Opens the builder's directory and clears what a killed process left unfinished.
   *
   * @throws SlipwayException when the directory cannot be used
   */
  public static LocalImageBuilder open(Workshop workshop) {
    try {
      return new LocalImageBuilder(share(workshop));
    } catch (IOException e) {
      throw new SlipwayException(
          "could not open the build cache in " + workshop.directory() + ": " + e.getMessage(), e);
    }
  }

  private static Shared share(Workshop workshop) throws IOException {
    Path directory = Files.createDirectories(workshop.directory());
    removeUnfinished(directory);
    int processors = Runtime.getRuntime().availableProcessors();
    CacheStore cache = CacheStore.open(directory.resolve("results"));
    return new Shared(
        workshop,
        cache,
        new MissExplanation(cache),
        FileHashes.open(directory.resolve("file-hashes"), workshop.clock()),
        CommittedBytes.open(directory.resolve("committed-bytes")),
        new Results(workshop.snapshots(), workshop.blobs()),
        new Unpacked(workshop.snapshots(), workshop.blobs()),
        new LayerBlobs(workshop.blobs(), workshop.snapshots(), processors),
        new Recompression(workshop.blobs()),
        new Flights(),
        new Downloads(directory.resolve("downloads")),
        new CacheMounts(directory.resolve("mounts")),
        new CacheMounts(directory.resolve("mounts-of-anybody")),
        new NetworkPool(workshop.networks()),
        LeakGuard.open(directory.resolve("leaks")),
        new LayerSizes(workshop.blobs()),
        new FailedFiles(directory.resolve("failed"), workshop.snapshots()),
        emptied(directory.resolve("scratch")),
        new Semaphore(Math.max(2, processors)));
  }

  /** Files that a process was killed over before they had their names. */
  private static void removeUnfinished(Path directory) throws IOException {
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, ".new-*")) {
      for (Path one : unfinished) {
        Files.delete(one);
      }
    }
  }

  private static Path emptied(Path scratch) throws IOException {
    Files.createDirectories(scratch);
    try (Stream<Path> leftovers = Files.list(scratch)) {
      for (Path leftover : leftovers.toList()) {
        if (Files.isDirectory(leftover)) {
          DirectoryTree.deleteLeftover(leftover);
        } else {
          Files.delete(leftover);
        }
      }
    }
    return scratch;
  }

  /**
   * Removes results that no build has used for long, and their files.
   *
   * @param needed snapshots that must stay, with all they lie on: what containers run on, and what
   *     images are made of that can still be asked for
   * @return what was removed; empty while a build goes on, when nothing is touched
   */
  public Optional<CacheCleaning> clean(CacheLimits limits, Set<SnapshotId> needed) {
    if (!turns.writeLock().tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(cleaner.clean(limits, needed));
    } catch (IOException e) {
      throw new SlipwayException("could not clean the build cache: " + e.getMessage(), e);
    } finally {
      turns.writeLock().unlock();
    }
  }

  @Override
  public BuildResult build(BuildRequest request, BuildListener listener) {
    turns.readLock().lock();
    try {
      return built(request, listener);
    } finally {
      turns.readLock().unlock();
    }
  }

  private BuildResult built(BuildRequest request, BuildListener listener) {
    try {
      return new BuildCall(shared, this, request, listener).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("the build was interrupted", e);
    } catch (IOException e) {
      throw new SlipwayException("the build failed: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new SlipwayException("the build failed: " + e.getMessage(), e);
    }
  }

  /** Gives networks back; builds must have ended. */
  @Override
  public void close() {
    shared.networks().close();
  }
}
