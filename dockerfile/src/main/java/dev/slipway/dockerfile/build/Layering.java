package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.Draft;
import dev.slipway.container.snapshot.MountedRoot;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.BuildFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

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

  /** What becomes of a change that failed. */
  @FunctionalInterface
  interface Failed {
    /**
     * What to throw.
     *
     * @param commit keeps the files as they are as a snapshot
     */
    Exception after(BuildFailure failure, Supplier<SnapshotId> commit) throws IOException;
  }

  /** What a change needs. */
  enum Ground {
    /** A mount, as processes run in it. */
    MOUNTED,
    /** A directory will do when there is nothing below. */
    DIRECTORY
  }

  /**
   * The changed files as a snapshot; nothing is left when the change fails, unless {@code failed}
   * keeps it.
   *
   * @param result the name it is marked with
   */
  static SnapshotId on(
      Snapshots snapshots,
      Optional<SnapshotId> below,
      String result,
      Ground ground,
      Change change,
      Failed failed)
      throws Exception {
    try (Draft draft = snapshots.draft(below)) {
      try {
        change(draft, below.isEmpty() ? ground : Ground.MOUNTED, change);
      } catch (BuildFailure e) {
        throw failed.after(e, draft::commit);
      }
      Results.mark(draft, result);
      return draft.commit();
    }
  }

  private static void change(Draft draft, Ground ground, Change change) throws Exception {
    switch (ground) {
      case DIRECTORY -> change.make(new Place(draft.upper(), draft.upper()));
      case MOUNTED -> {
        try (MountedRoot mounted = draft.mount()) {
          change.make(new Place(mounted.root(), draft.upper()));
        }
      }
    }
  }
}
