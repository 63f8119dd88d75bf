package dev.slipway.container.snapshot;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.LayerUnpacker;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Committed layers, each the changes on top of a parent, and root filesystems made of them.
 *
 * <pre>
 * l/ID/d        a layer in overlayfs's form      l/ID/parent   the id below it
 * t/ID/{d,w,m}  a draft or mount: layer, work directory, mount point; gone after a crash
 * c/CHAIN       the id that has this chain of layers (OCI image-spec, config.md, chain ids)
 * </pre>
 */
public final class Snapshots {
  static final String LAYER = "d";
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
  private static final String PARENT = "parent";

  private final Path layers;
  private final Path temporary;
  private final Path empty;
  private final ChainIndex chains;
  private final AtomicLong last = new AtomicLong();
  private final Map<SnapshotId, Optional<SnapshotId>> parents = new ConcurrentHashMap<>();
  private final Unpacking unpacking = new Unpacking(this);

  private Snapshots(Path layers, Path temporary, Path empty, ChainIndex chains) {
    this.layers = layers;
    this.temporary = temporary;
    this.empty = empty;
    this.chains = chains;
  }

  /**
   * Opens a snapshot directory, made when missing, and clears what a killed process left
   * unfinished.
   *
   * @param directory on a file system that can carry overlays, used by this process alone
   */
  public static Snapshots open(Path directory) {
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      Path layers = Files.createDirectories(real.resolve("l"));
      Path temporary = Files.createDirectories(real.resolve("t"));
      Path empty = Files.createDirectories(real.resolve("e"));
      var chains = ChainIndex.open(Files.createDirectories(real.resolve("c")));
      var snapshots = new Snapshots(layers, temporary, empty, chains);
      snapshots.load();
      snapshots.clear();
      return snapshots;
    } catch (IOException e) {
      throw new SlipwayException("could not open " + directory + ": " + e.getMessage(), e);
    }
  }

  private void load() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(layers)) {
      for (Path one : all) {
        var id = new SnapshotId(String.valueOf(one.getFileName()));
        last.accumulateAndGet(id.number(), Math::max);
        if (isDamaged(one)) {
          discard(id);
        } else {
          parents.put(id, readParent(one));
        }
      }
    }
    discardOrphans();
    chains.retain(parents.keySet());
  }

  /** A loss of power may take what a new file says. */
  private static boolean isDamaged(Path layer) throws IOException {
    Path file = layer.resolve(PARENT);
    return !Files.isDirectory(layer.resolve(LAYER))
        || (Files.exists(file) && !SnapshotId.isOne(Files.readString(file).strip()));
  }

  /** Those on top of one that is gone are of no use. */
  private void discardOrphans() throws IOException {
    boolean again = true;
    while (again) {
      again = false;
      for (var layer : Map.copyOf(parents).entrySet()) {
        if (layer.getValue().filter(parent -> !parents.containsKey(parent)).isPresent()) {
          parents.remove(layer.getKey());
          discard(layer.getKey());
          again = true;
        }
      }
    }
  }

  private void discard(SnapshotId id) throws IOException {
    LOG.log(System.Logger.Level.WARNING, "the snapshot {0} is damaged and made again", id);
    Path doomed = temporary.resolve(id.value());
    Files.move(layers.resolve(id.value()), doomed, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<SnapshotId> readParent(Path layer) throws IOException {
    Path file = layer.resolve(PARENT);
    return Files.exists(file)
        ? Optional.of(new SnapshotId(Files.readString(file).strip()))
        : Optional.empty();
  }

  private void clear() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary)) {
      for (Path leftover : all) {
        LOG.log(System.Logger.Level.INFO, "removing unfinished {0}", leftover);
        DirectoryTree.deleteLeftover(leftover);
      }
    }
  }

  /** The snapshot that has exactly this chain of layers. */
  public Optional<SnapshotId> find(ChainId chain) {
    return chains.find(chain);
  }

  /** Notes, durably, that a snapshot has this chain of layers. */
  public void bind(ChainId chain, SnapshotId id) {
    requireKnown(id);
    chains.bind(chain, id);
  }

  /**
   * The snapshot for a layer on top of a parent, made by {@code layer} unless it is there already.
   * Callers who want the same one at the same time share the work.
   *
   * @param chain identifies the result
   * @param layer fills the given directory in overlayfs's form
   */
  public SnapshotId unpack(Optional<SnapshotId> parent, ChainId chain, LayerSource layer)
      throws IOException {
    return unpacking.unpack(parent, chain, layer);
  }

  /** As above, from a blob of the unpacker's store. */
  public SnapshotId unpack(
      Optional<SnapshotId> parent, ChainId chain, Layer layer, LayerUnpacker unpacker)
      throws IOException {
    List<Path> below = parent.map(this::lowers).orElse(List.of());
    return unpack(
        parent,
        chain,
        directory -> unpacker.unpack(layer.descriptor(), layer.diffId(), directory, below));
  }

  /** A new set of changes on top of {@code parent}, or of nothing. */
  public Draft draft(Optional<SnapshotId> parent) {
    parent.ifPresent(this::requireKnown);
    SnapshotId id = SnapshotId.of(last.incrementAndGet());
    try {
      Path directory = Files.createDirectory(temporary.resolve(id.value()));
      Path upper = Files.createDirectory(directory.resolve(LAYER));
      PosixFiles.chmod(upper, 0755);
      if (parent.isPresent()) {
        Files.writeString(directory.resolve(PARENT), parent.get().value());
        copyRootProperties(parent.get(), upper);
      }
      return new Draft(this, id, parent, directory);
    } catch (IOException e) {
      throw new SlipwayException("could not begin a draft: " + e.getMessage(), e);
    }
  }

  /** In an overlay the upper directory's own owner and mode are those of the merged root. */
  private void copyRootProperties(SnapshotId parent, Path upper) throws PosixException {
    var status = PosixFiles.lstat(directory(parent));
    PosixFiles.lchown(upper, status.uid(), status.gid());
    PosixFiles.chmod(upper, status.permissions());
    PosixFiles.setTimes(upper, status.seconds(), status.nanos());
  }

  /** A read-only look at a snapshot. */
  public MountedRoot view(SnapshotId id) {
    SnapshotId mount = SnapshotId.of(last.incrementAndGet());
    Path directory = temporary.resolve(mount.value());
    try {
      Path target = Files.createDirectories(directory.resolve("m"));
      var lowers = new ArrayList<>(lowers(id));
      // Without an upper directory overlayfs wants at least two layers.
      lowers.add(empty);
      new OverlayMount(lowers, Optional.empty()).at(target);
      return new MountedRoot(target, () -> forget(directory));
    } catch (IOException e) {
      throw new SlipwayException("could not mount snapshot " + id + ": " + e.getMessage(), e);
    }
  }

  /**
   * A writable root filesystem on top of a snapshot for a container.
   *
   * @param container a directory of the container's own, on the same file system as its changes; it
   *     keeps them and is the caller's to remove
   */
  public MountedRoot writable(SnapshotId id, Path container) {
    return writable(id, container, OverlayMount.Durability.DURABLE);
  }

  /**
   * As {@link #writable}, for what is thrown away after a crash: nothing is flushed to disk.
   *
   * @param container a directory of the container's own; the caller's to remove
   */
  public MountedRoot throwaway(SnapshotId id, Path container) {
    return writable(id, container, OverlayMount.Durability.VOLATILE);
  }

  private MountedRoot writable(SnapshotId id, Path container, OverlayMount.Durability durability) {
    try {
      Path upper = Files.createDirectories(container.resolve("upper"));
      copyRootProperties(id, upper);
      Path work = Files.createDirectories(container.resolve("work"));
      Path target = Files.createDirectories(container.resolve("root"));
      var writable = new OverlayMount.Writable(upper, work, durability);
      new OverlayMount(lowers(id), Optional.of(writable)).at(target);
      return new MountedRoot(target, () -> {});
    } catch (IOException e) {
      throw new SlipwayException("could not mount snapshot " + id + ": " + e.getMessage(), e);
    }
  }

  /** The layers of a snapshot's root filesystem, from top to bottom. */
  public List<Path> lowers(SnapshotId id) {
    requireKnown(id);
    var all = new ArrayList<Path>();
    for (Optional<SnapshotId> layer = Optional.of(id); layer.isPresent(); ) {
      all.add(directory(layer.get()));
      layer = parent(layer.get());
    }
    return all;
  }

  public Optional<SnapshotId> parent(SnapshotId id) {
    requireKnown(id);
    return parents.getOrDefault(id, Optional.empty());
  }

  /** All committed snapshots, in no order. */
  public List<SnapshotId> list() {
    return List.copyOf(parents.keySet());
  }

  /** The layer of one snapshot, in overlayfs's form, read-only by agreement. */
  public Path directory(SnapshotId id) {
    return layers.resolve(id.value()).resolve(LAYER);
  }

  /**
   * Removes a snapshot. Root filesystems mounted from it must be closed.
   *
   * @throws IllegalStateException while others are built on it
   */
  public synchronized void remove(SnapshotId id) {
    requireKnown(id);
    if (parents.containsValue(Optional.of(id))) {
      throw new IllegalStateException("snapshot " + id + " has others on top of it");
    }
    chains.unbind(id);
    parents.remove(id);
    try {
      // Renamed first: a crash in the middle then leaves rubbish, never half a layer.
      Path doomed = temporary.resolve(id.value());
      Files.move(layers.resolve(id.value()), doomed, StandardCopyOption.ATOMIC_MOVE);
      DirectoryTree.delete(doomed);
    } catch (IOException e) {
      throw new SlipwayException("could not remove snapshot " + id + ": " + e.getMessage(), e);
    }
  }

  /**
   * Removes a snapshot unless others lie on it. Root filesystems mounted from it must be closed.
   *
   * @return whether it was removed
   */
  public synchronized boolean removeIfTopmost(SnapshotId id) {
    if (!parents.containsKey(id) || parents.containsValue(Optional.of(id))) {
      return false;
    }
    remove(id);
    return true;
  }

  synchronized void commit(Draft draft, Path directory) {
    draft.parent().ifPresent(this::requireKnown);
    try {
      for (String rubbish : List.of("w", "m")) {
        if (Files.exists(directory.resolve(rubbish))) {
          DirectoryTree.delete(directory.resolve(rubbish));
        }
      }
      Files.move(directory, layers.resolve(draft.id().value()), StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncDirectory(layers);
    } catch (IOException e) {
      throw new SlipwayException("could not commit " + draft.id() + ": " + e.getMessage(), e);
    }
    parents.put(draft.id(), draft.parent());
  }

  List<Path> lowersOrEmpty(Optional<SnapshotId> id) {
    return id.map(this::lowers).orElse(List.of(empty));
  }

  private void forget(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      throw new SlipwayException("could not remove " + directory + ": " + e.getMessage(), e);
    }
  }

  private void requireKnown(SnapshotId id) {
    if (!parents.containsKey(id)) {
      throw new IllegalArgumentException("there is no snapshot " + id);
    }
  }
}
