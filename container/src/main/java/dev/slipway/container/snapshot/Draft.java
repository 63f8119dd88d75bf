package dev.slipway.container.snapshot;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot in the making: changes on top of a parent, seen through {@link #mount} or written
 * straight into {@link #upper}. Ends by {@link #commit} or {@link #discard}; a crash discards it.
 */
public final class Draft implements AutoCloseable {
  private final Snapshots snapshots;
  private final SnapshotId id;
  private final Optional<SnapshotId> parent;
  private final Path directory;
  private Optional<MountedRoot> mounted = Optional.empty();
  private boolean ended;

  Draft(Snapshots snapshots, SnapshotId id, Optional<SnapshotId> parent, Path directory) {
    this.snapshots = snapshots;
    this.id = id;
    this.parent = parent;
    this.directory = directory;
  }

  public Optional<SnapshotId> parent() {
    return parent;
  }

  /**
   * The directory that becomes the layer, in overlayfs's form: removed names are character devices
   * 0/0, replaced directories have {@code trusted.overlay.opaque}. Not to be touched while mounted.
   */
  public Path upper() {
    return directory.resolve(Snapshots.LAYER);
  }

  /** The whole root filesystem, writable; one at a time. */
  public synchronized MountedRoot mount() {
    requireOpen();
    if (mounted.isPresent()) {
      throw new IllegalStateException("draft " + id + " is mounted already");
    }
    try {
      MountedRoot root = newMount();
      mounted = Optional.of(root);
      return root;
    } catch (IOException e) {
      throw new SlipwayException("could not mount draft " + id + ": " + e.getMessage(), e);
    }
  }

  private MountedRoot newMount() throws IOException {
    Path work = directory.resolve("w");
    if (Files.exists(work)) {
      // What an earlier mount left here would be refused by a volatile one.
      DirectoryTree.delete(work);
    }
    Files.createDirectory(work);
    Path target = Files.createDirectories(directory.resolve("m"));
    List<Path> lowers = snapshots.lowersOrEmpty(parent);
    var writable = new OverlayMount.Writable(upper(), work, OverlayMount.Durability.VOLATILE);
    new OverlayMount(lowers, Optional.of(writable)).at(target);
    return new MountedRoot(target, this::unmounted);
  }

  private synchronized void unmounted() {
    mounted = Optional.empty();
  }

  /** Makes it a snapshot; unmounts it first. */
  public synchronized SnapshotId commit() {
    requireOpen();
    mounted.ifPresent(MountedRoot::close);
    snapshots.commit(this, directory);
    ended = true;
    return id;
  }

  /** Throws it away; does nothing when it has ended already. */
  public synchronized void discard() {
    if (ended) {
      return;
    }
    mounted.ifPresent(MountedRoot::close);
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      throw new SlipwayException("could not remove draft " + id + ": " + e.getMessage(), e);
    }
    ended = true;
  }

  /** {@link #discard}, unless committed. */
  @Override
  public void close() {
    discard();
  }

  SnapshotId id() {
    return id;
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("draft " + id + " has ended");
    }
  }
}
