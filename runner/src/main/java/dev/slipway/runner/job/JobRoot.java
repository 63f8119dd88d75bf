package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.HostOverlay;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.MountTable;
import dev.slipway.posix.Mounts;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The root filesystem of one job: fresh directories, with the host's toolchains laid in, each
 * behind a layer that takes the job's changes; or an image behind one such layer. Gone when closed.
 */
final class JobRoot implements AutoCloseable {
  private static final List<String> FRESH =
      List.of("dev", "home/runner", "media", "mnt", "proc", "root", "run/lock", "srv", "sys");
  private static final List<String> FRESH_VAR =
      List.of("var/cache/apt/archives/partial", "var/lib", "var/log/apt", "var/spool", "var/opt");

  private final Path directory;
  private final Path root;
  private final List<Path> mounted = new ArrayList<>();

  private JobRoot(Path directory) {
    this.directory = directory;
    this.root = directory.resolve("root");
  }

  /**
   * Makes it.
   *
   * @param directory does not exist yet
   * @param hidden a directory of the host that must not be seen, wherever it is
   */
  static JobRoot make(Path directory, HostTools tools, Path toolCache, Path hidden) {
    var made = new JobRoot(directory);
    try {
      made.fill();
      made.layIn(tools, hidden);
      Path cache = made.root.resolve(JobLayout.MACHINE.toolCache().toString().substring(1));
      Files.createDirectories(cache);
      Mounts.bind(toolCache, cache);
      made.mounted.add(cache);
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e instanceof RuntimeException r
          ? r
          : new SlipwayException("could not make the root of a job: " + e.getMessage(), e);
    }
  }

  /**
   * Mounts an image's layers, with one that takes the job's changes.
   *
   * @param directory does not exist yet
   */
  static JobRoot of(Path directory, Snapshots snapshots, SnapshotId image) {
    var made = new JobRoot(directory);
    try {
      Files.createDirectories(directory);
      made.mounted.add(snapshots.throwaway(image, directory).root());
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e instanceof RuntimeException r
          ? r
          : new SlipwayException("could not make the root of a job: " + e.getMessage(), e);
    }
  }

  private void fill() throws IOException {
    for (String name : FRESH) {
      Files.createDirectories(root.resolve(name));
    }
    for (String name : FRESH_VAR) {
      Files.createDirectories(root.resolve(name));
    }
    for (String name : List.of("tmp", "var/tmp")) {
      PosixFiles.chmod(Files.createDirectory(root.resolve(name)), 01777);
    }
    PosixFiles.chmod(root, 0755);
    PosixFiles.chmod(root.resolve("root"), 0700);
    Files.createSymbolicLink(root.resolve("var/run"), Path.of("/run"));
    Files.createSymbolicLink(root.resolve("var/lock"), Path.of("/run/lock"));
  }

  private void layIn(HostTools tools, Path hidden) throws IOException {
    for (Map.Entry<Path, Path> link : tools.links().entrySet()) {
      PosixFiles.symlink(FileNames.bytes(link.getValue()), root.resolve(link.getKey()));
    }
    int number = 0;
    for (Map.Entry<Path, Path> layer : tools.layers().entrySet()) {
      Path changes = directory.resolve("changes").resolve(Integer.toString(number++));
      Path upper = HostOverlay.upper(changes);
      hide(layer.getValue(), hidden, upper);
      for (Path left : tools.leftOut(layer.getKey())) {
        hide(layer.getValue(), layer.getValue().resolve(left), upper);
      }
      Path target = Files.createDirectories(root.resolve(layer.getKey()));
      HostOverlay.mount(layer.getValue(), target, changes);
      mounted.add(target);
    }
    for (Map.Entry<Path, Path> link : tools.innerLinks().entrySet()) {
      Path place = root.resolve(link.getKey());
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        PosixFiles.symlink(FileNames.bytes(link.getValue()), place);
      }
    }
  }

  /** Marks {@code hidden} as removed when it is inside {@code shown}. */
  private static void hide(Path shown, Path hidden, Path upper) throws IOException {
    if (!hidden.startsWith(shown) || hidden.equals(shown)) {
      return;
    }
    Path entry = upper.resolve(shown.relativize(hidden));
    Path parent = entry.getParent();
    Files.createDirectories(parent == null ? upper : parent);
    PosixFiles.makeWhiteout(entry);
  }

  Path path() {
    return root;
  }

  /** Writes a small file that tells the job about itself. */
  void write(String name, String text) {
    try {
      Files.writeString(root.resolve(name), text);
    } catch (IOException e) {
      throw new SlipwayException("could not write /" + name + " of a job: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    for (Path mount : mounted.reversed()) {
      HostOverlay.unmount(mount);
    }
    mounted.clear();
    remove(directory);
  }

  /** Deletes what a job left, which must not be mounted on any more. */
  static void remove(Path directory) {
    try {
      if (!MountTable.below(directory).isEmpty()) {
        throw new SlipwayException(directory + " is still mounted on and is not deleted");
      }
      if (Files.exists(directory)) {
        DirectoryTree.delete(directory);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not delete " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Takes away what a killed process left mounted, then deletes. */
  static void clear(Path directory) {
    try {
      if (Files.exists(directory)) {
        DirectoryTree.deleteLeftover(directory);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not delete " + directory + ": " + e.getMessage(), e);
    }
  }
}
