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
    void make(Path root) throws Exception;
  }

  /**
   * The changed files as a snapshot; nothing is left of it when the change fails.
   *
   * @param result the name it is marked with
   */
  static SnapshotId on(
      Snapshots snapshots, Optional<SnapshotId> below, String result, Change change)
      throws Exception {
    try (Draft draft = snapshots.draft(below)) {
      try (MountedRoot mounted = draft.mount()) {
        change.make(mounted.root());
      }
      Results.mark(draft, result);
      return draft.commit();
    }
  }
}
