package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.Draft;
import dev.slipway.container.snapshot.MountedRoot;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import java.nio.file.Path;
import java.util.Optional;

/** Makes one snapshot on top of another by changing its mounted files. */
final class Layering {
  private Layering() {}

  /** Changes a root filesystem. */
  @FunctionalInterface
  interface Change {
    void make(Place place) throws Exception;
  }

  /**
   * Where a change is made.
   *
   * @param root the mounted files
   * @param changes the upper directory below the mount
   */
  record Place(Path root, Path changes) {}

  /** What a change needs. */
  enum Ground {
    /** A mount, as processes run in it. */
    MOUNTED,
    /** A directory will do when there is nothing below. */
    DIRECTORY
  }

  /**
   * The changed files as a snapshot; nothing is left of it when the change fails.
   *
   * @param result the name it is marked with
   */
  static SnapshotId on(
      Snapshots snapshots, Optional<SnapshotId> below, String result, Ground ground, Change change)
      throws Exception {
    try (Draft draft = snapshots.draft(below)) {
      if (below.isEmpty() && ground == Ground.DIRECTORY) {
        change.make(new Place(draft.upper(), draft.upper()));
      } else {
        try (MountedRoot mounted = draft.mount()) {
          change.make(new Place(mounted.root(), draft.upper()));
        }
      }
      Results.mark(draft, result);
      return draft.commit();
    }
  }
}
