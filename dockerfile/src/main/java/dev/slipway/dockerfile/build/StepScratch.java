package dev.slipway.dockerfile.build;

import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Mounts;
import dev.slipway.posix.PosixFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.UUID;

/** A directory of a step's own with what it needs in passing; gone when the step ends. */
final class StepScratch implements Closeable {
  private final Path directory;
  private final Deque<Closeable> open = new ArrayDeque<>();

  private StepScratch(Path directory) {
    this.directory = directory;
  }

  static StepScratch in(Path parent) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(UUID.randomUUID().toString()));
    PosixFiles.chmod(directory, 0700);
    return new StepScratch(directory);
  }

  Path directory() {
    return directory;
  }

  /** Ends something together with the step, the last one first. */
  void whenDone(Closeable resource) {
    open.push(resource);
  }

  /** A directory in memory: what is written there never reaches a disk. */
  Path memory() throws IOException {
    Path place = Files.createDirectory(directory.resolve("m-" + UUID.randomUUID()));
    Mounts.mount(
        "tmpfs",
        place,
        "tmpfs",
        EnumSet.of(Mounts.Flag.NO_SUID, Mounts.Flag.NO_DEV),
        "mode=0700,size=16m");
    whenDone(() -> Mounts.detach(place));
    return place;
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    DirectoryTree.delete(directory);
  }
}
