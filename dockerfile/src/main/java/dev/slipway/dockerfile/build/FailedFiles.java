package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of steps that failed, for people to look at. Nothing is copied: what the step had
 * changed stays as a snapshot, and a program mounts it. The last few failures stay, for a week.
 *
 * <pre>
 *   failed/UUID/snapshot   which one
 *   failed/UUID/enter      mounts its files, with what is changed in them kept aside, and a shell
 * </pre>
 */
final class FailedFiles {
  private static final int KEPT = 3;
  private static final Duration LIFETIME = Duration.ofDays(7);
  private static final String SNAPSHOT = "snapshot";

  private final Path directory;
  private final Snapshots snapshots;

  FailedFiles(Path directory, Snapshots snapshots) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.snapshots = snapshots;
  }

  /** Keeps what a step left; the answer is the program that shows it. */
  synchronized Path keep(SnapshotId files, Step.Run step) throws IOException {
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT + 1))) {
      DirectoryTree.delete(old);
    }
    Path kept = Files.createDirectory(directory.resolve(UUID.randomUUID().toString()));
    // It says the step's variables, which are nobody else's business.
    PosixFiles.chmod(kept, 0700);
    Path enter = Files.writeString(kept.resolve("enter"), EnterScript.of(layers(files), step));
    PosixFiles.chmod(enter, 0700);
    Files.writeString(kept.resolve(SNAPSHOT), files.value());
    return enter;
  }

  private List<Path> layers(SnapshotId files) {
    return snapshots.lowers(files);
  }

  /** The snapshots that are kept; those of old failures are let go. */
  synchronized Set<SnapshotId> needed(Instant now) throws IOException {
    var needed = new HashSet<SnapshotId>();
    for (Path kept : all()) {
      Optional<SnapshotId> files = snapshot(kept);
      boolean old = Files.getLastModifiedTime(kept).toInstant().plus(LIFETIME).isBefore(now);
      if (old || files.isEmpty()) {
        DirectoryTree.delete(kept);
      } else {
        needed.add(files.get());
      }
    }
    return needed;
  }

  private static Optional<SnapshotId> snapshot(Path kept) throws IOException {
    try {
      String id = Files.readString(kept.resolve(SNAPSHOT));
      return id.isEmpty() ? Optional.empty() : Optional.of(new SnapshotId(id));
    } catch (NoSuchFileException e) {
      // Left by a process that was killed, or by an earlier version.
      return Optional.empty();
    }
  }

  /** The oldest first. */
  private List<Path> all() throws IOException {
    record Aged(Path kept, Instant since) {}
    var found = new ArrayList<Aged>();
    try (Stream<Path> kept = Files.list(directory)) {
      for (Path path : kept.toList()) {
        found.add(new Aged(path, Files.getLastModifiedTime(path).toInstant()));
      }
    }
    found.sort(Comparator.comparing(Aged::since));
    return found.stream().map(Aged::kept).toList();
  }
}
