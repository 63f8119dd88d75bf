package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where an instance keeps everything it knows.
 *
 * @param root the directory given with {@code --data}; owner-only, as it holds tokens and keys
 */
record DataDirectory(Path root) {
  DataDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** Creates what is missing. */
  void create() {
    try {
      Files.createDirectories(root);
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
      for (Path directory : new Path[] {blobs(), snapshots(), cache(), logs(), run(), keys()}) {
        Files.createDirectories(directory);
      }
      Files.setPosixFilePermissions(keys(), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new SlipwayException(
          "could not prepare the data directory " + root + ": " + e + "; choose another by --data",
          e);
    }
  }

  Path database() {
    return root.resolve("slipway.db");
  }

  Path kubernetesDatabase() {
    return root.resolve("kubernetes.db");
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  Path snapshots() {
    return root.resolve("snapshots");
  }

  Path cache() {
    return root.resolve("cache");
  }

  /** Volumes, writable layers and logs of pods. */
  Path node() {
    return root.resolve("node");
  }

  /** Hosted repositories. */
  Path git() {
    return root.resolve("git");
  }

  /** Root filesystems and tools of jobs that run. */
  Path jobs() {
    return root.resolve("jobs");
  }

  /** Repositories of actions that were fetched from elsewhere. */
  Path actions() {
    return root.resolve("actions");
  }

  /** What jobs cache from run to run. */
  Path caches() {
    return root.resolve("job-cache");
  }

  /** What jobs leave for others and for people. */
  Path artifacts() {
    return root.resolve("artifacts");
  }

  /** The files of releases of repositories. */
  Path releases() {
    return root.resolve("releases");
  }

  /** Which images of registries repositories build on. */
  Path baseLocks() {
    return root.resolve("base-locks.json");
  }

  /** What labels of runners mean. */
  Path labels() {
    return root.resolve("labels.json");
  }

  Path imageNames() {
    return root.resolve("image-names.json");
  }

  Path pulledImages() {
    return node().resolve("images.json");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** What the process itself says. */
  Path processLog() {
    return logs().resolve("daemon.log");
  }

  Path run() {
    return root.resolve("run");
  }

  /** Machine code that this process has unpacked. */
  Path libraries() {
    return run().resolve("libraries");
  }

  Path keys() {
    return root.resolve("keys");
  }

  Path settings() {
    return root.resolve("config.json");
  }

  Path administratorToken() {
    return root.resolve("admin.token");
  }

  Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  /** Says where the running process answers; present only while it is ready. */
  Path ready() {
    return run().resolve("daemon.json");
  }

  Path lock() {
    return run().resolve("daemon.lock");
  }
}
