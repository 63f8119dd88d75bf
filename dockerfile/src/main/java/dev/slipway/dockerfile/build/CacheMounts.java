package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.syntax.RunMount;
import dev.slipway.dockerfile.syntax.RunMount.Sharing;
import dev.slipway.oci.Digest;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The directories behind {@code RUN --mount=type=cache}: they outlive builds and this process. */
final class CacheMounts {
  private static final String NEW = ".new-";

  private final Path directory;
  private final ConcurrentHashMap<String, Semaphore> locks = new ConcurrentHashMap<>();
  private final Set<Path> inUse = new HashSet<>();

  CacheMounts(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    try (DirectoryStream<Path> families = Files.newDirectoryStream(directory)) {
      for (Path family : families) {
        removeUnfinished(family);
      }
    }
  }

  /** A process that was killed while it filled a new cache has left it under its first name. */
  private static void removeUnfinished(Path family) throws IOException {
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(family, NEW + "*")) {
      for (Path one : unfinished) {
        DirectoryTree.deleteLeftover(one);
      }
    }
  }

  /** Fills a cache that is new. */
  @FunctionalInterface
  interface Seed {
    void into(Path directory) throws IOException, InterruptedException;
  }

  /** A cache while a step uses it. */
  record Lease(Path directory, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /** The cache of that name for a mount; waits while somebody else has locked it. */
  Lease lease(RunMount.Cache mount, String id, Seed seed) throws IOException, InterruptedException {
    Path family = directory.resolve(Digest.of(id.getBytes(StandardCharsets.UTF_8)).hex());
    Files.createDirectories(family);
    return switch (mount.sharing()) {
      case SHARED ->
          new Lease(made(family.resolve(name(Sharing.SHARED, 0)), mount, seed), () -> {});
      case LOCKED -> locked(id, family, mount, seed);
      case PRIVATE -> ownCopy(family, mount, seed);
    };
  }

  private Lease locked(String id, Path family, RunMount.Cache mount, Seed seed)
      throws IOException, InterruptedException {
    Semaphore lock = locks.computeIfAbsent(id, i -> new Semaphore(1));
    lock.acquire();
    try {
      // The same directory as for shared use: only the manners differ.
      return new Lease(made(family.resolve(name(Sharing.SHARED, 0)), mount, seed), lock::release);
    } catch (IOException | InterruptedException | RuntimeException e) {
      lock.release();
      throw e;
    }
  }

  /** Whoever finds all copies in use gets a new one. */
  private Lease ownCopy(Path family, RunMount.Cache mount, Seed seed)
      throws IOException, InterruptedException {
    Path free;
    synchronized (inUse) {
      int number = 0;
      while (inUse.contains(family.resolve(name(Sharing.PRIVATE, number)))) {
        number++;
      }
      free = family.resolve(name(Sharing.PRIVATE, number));
      inUse.add(free);
    }
    Runnable release =
        () -> {
          synchronized (inUse) {
            inUse.remove(free);
          }
        };
    try {
      return new Lease(made(free, mount, seed), release);
    } catch (IOException | InterruptedException | RuntimeException e) {
      release.run();
      throw e;
    }
  }

  private synchronized Path made(Path cache, RunMount.Cache mount, Seed seed)
      throws IOException, InterruptedException {
    if (Files.exists(cache)) {
      return cache;
    }
    Path fresh = cache.resolveSibling(NEW + UUID.randomUUID());
    Files.createDirectory(fresh);
    seed.into(fresh);
    PosixFiles.lchown(fresh, (int) mount.uid(), (int) mount.gid());
    PosixFiles.chmod(fresh, mount.mode());
    return Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String name(Sharing sharing, int number) {
    return sharing == Sharing.PRIVATE ? "private-" + number : "shared";
  }
}
