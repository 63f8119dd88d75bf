package dev.slipway.dockerfile.build;

import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildListener;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.cache.CacheStore;
import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.dockerfile.cache.MissExplanation;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Builds images on this machine, in this process. One per data directory. */
public final class LocalImageBuilder implements ImageBuilder, AutoCloseable {
  private final Shared shared;

  private LocalImageBuilder(Shared shared) {
    this.shared = shared;
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
    int processors = Runtime.getRuntime().availableProcessors();
    CacheStore cache = CacheStore.open(directory.resolve("results"));
    return new Shared(
        workshop,
        cache,
        new MissExplanation(cache),
        FileHashes.open(directory.resolve("file-hashes"), workshop.clock()),
        new Results(workshop.snapshots(), workshop.blobs()),
        new Unpacked(workshop.snapshots(), workshop.blobs()),
        new LayerBlobs(workshop.blobs(), workshop.snapshots(), processors),
        new Flights(),
        new Downloads(directory.resolve("downloads")),
        new CacheMounts(directory.resolve("mounts")),
        new NetworkPool(workshop.networks()),
        emptied(directory.resolve("scratch")),
        new Semaphore(Math.max(2, processors)));
  }

  private static Path emptied(Path scratch) throws IOException {
    Files.createDirectories(scratch);
    try (Stream<Path> leftovers = Files.list(scratch)) {
      for (Path leftover : leftovers.toList()) {
        if (Files.isDirectory(leftover)) {
          DirectoryTree.delete(leftover);
        } else {
          Files.delete(leftover);
        }
      }
    }
    return scratch;
  }

  @Override
  public BuildResult build(BuildRequest request, BuildListener listener) {
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
