package dev.slipway.dockerfile.files;

import dev.slipway.posix.Errno;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.FileCopies;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts selected files into a root filesystem as COPY does: a directory's content goes into the
 * destination, a file goes to the destination or, when that is a directory, into it. Times, hard
 * links, file capabilities and set-id bits are kept.
 */
public final class Copier {
  private final TargetRoot target;
  private final SourceTree.Metadata metadata;
  private final Ownership ownership;
  private final ModeChange mode;
  private final Map<Inode, Path> copied = new HashMap<>();
  private final List<TreeFile> directories = new ArrayList<>();
  private final List<Path> directoryPlaces = new ArrayList<>();

  private record Inode(long device, long number) {}

  public Copier(
      TargetRoot target, SourceTree.Metadata metadata, Ownership ownership, ModeChange mode) {
    this.target = target;
    this.metadata = metadata;
    this.ownership = ownership;
    this.mode = mode;
  }

  /**
   * Copies one source.
   *
   * @param destination absolute; ends in a slash when it must be a directory
   */
  public void copy(Selected source, String destination) throws IOException {
    // Hard links are kept inside of what one match of a source brings, as BuildKit does.
    copied.clear();
    try (var copies = new FileCopies()) {
      if (source.isDirectory()) {
        Path directory = target.directory(destination, ownership.given());
        copyBelow(source, target.straight(directory), copies);
        return;
      }
      Path place = filePlace(source.fileName(), destination);
      copyFile(source.top(), target.straight(place), copies);
    }
  }

  private Path filePlace(Path name, String destination) throws IOException {
    Optional<Path> existing = target.find(destination);
    boolean directory =
        destination.endsWith("/")
            || (existing.isPresent() && PosixFiles.lstat(existing.get()).isDirectory());
    if (directory) {
      return target.directory(destination, ownership.given()).resolve(name);
    }
    // A link at the destination is followed, so that what it points to is replaced.
    if (existing.isPresent()) {
      return existing.get();
    }
    int slash = destination.lastIndexOf('/');
    Path parent = target.directory(destination.substring(0, slash + 1), ownership.given());
    Path place = parent.resolve(destination.substring(slash + 1));
    // What a link points to is made when it is missing.
    Optional<String> missing = target.linkTarget(place);
    return missing.isPresent() ? filePlace(name, missing.get()) : place;
  }

  private void copyBelow(Selected source, Path directory, FileCopies copies) throws IOException {
    var single = new ArrayList<TreeFile>();
    for (TreeFile file : source.below()) {
      Path place = directory.resolve(source.relative(file));
      if (file.status().isDirectory()) {
        copyDirectory(file, place);
      } else if (isSingle(file.status())) {
        target.touch(parent(place));
        single.add(file);
      } else {
        copyFile(file, place, copies);
      }
    }
    ManyFiles.each(
        single, (file, own) -> copyRegular(file, directory.resolve(source.relative(file)), own));
    finishDirectories();
  }

  /** Whether a file can be copied without regard to the others. */
  private static boolean isSingle(FileStatus status) {
    return status.type() == FileStatus.Type.REGULAR && status.links() == 1;
  }

  private void copyDirectory(TreeFile file, Path place) throws IOException {
    Optional<FileStatus> existing = PosixFiles.find(place);
    if (existing.isPresent() && !existing.get().isDirectory()) {
      throw new IOException("cannot copy a directory over " + inside(place) + ", which is a file");
    }
    if (existing.isEmpty()) {
      target.touch(parent(place));
      Files.createDirectory(place);
    }
    directories.add(file);
    directoryPlaces.add(place);
  }

  /** Directories get their properties last: putting files into them changes their times. */
  private void finishDirectories() throws IOException {
    for (int i = directories.size() - 1; i >= 0; i--) {
      properties(directories.get(i), directoryPlaces.get(i));
      target.settled(directoryPlaces.get(i));
    }
    directories.clear();
    directoryPlaces.clear();
  }

  private void copyFile(TreeFile file, Path place, FileCopies copies) throws IOException {
    FileStatus status = file.status();
    target.touch(parent(place));
    var inode = new Inode(status.device(), status.inode());
    Path first = status.links() > 1 ? copied.get(inode) : null;
    if (first != null) {
      makeRoom(place);
      Files.createLink(place, first);
      return;
    }
    if (status.type() == FileStatus.Type.REGULAR) {
      copyRegular(file, place, copies);
    } else {
      makeRoom(place);
      create(file, place);
      requireUnchanged(file, PosixFiles.lstat(file.place()));
      properties(file, place);
    }
    if (status.links() > 1) {
      copied.put(inode, place);
    }
  }

  private void copyRegular(TreeFile file, Path place, FileCopies copies) throws IOException {
    FileCopies.Copied done;
    try {
      done = copies.copy(file.place(), place, wanted(file));
    } catch (PosixException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      makeRoom(place);
      done = copies.copy(file.place(), place, wanted(file));
    }
    requireUnchanged(file, done.source());
    switch (done.attributes()) {
      case NONE -> {}
      case SOME -> copyAttributes(file.place(), place);
    }
  }

  private FileCopies.Properties wanted(TreeFile file) {
    FileStatus status = file.status();
    Ownership.Owner owner = ownership.of(file, metadata);
    int permissions = mode.apply(Permissions.of(status, metadata), false);
    return new FileCopies.Properties(
        permissions, owner.uid(), owner.gid(), status.seconds(), status.nanos());
  }

  /** What is copied must be what the cache key was made of. */
  private static void requireUnchanged(TreeFile file, FileStatus now) throws IOException {
    FileStatus before = file.status();
    boolean same =
        now.size() == before.size()
            && now.seconds() == before.seconds()
            && now.nanos() == before.nanos()
            && now.inode() == before.inode();
    if (!same) {
      throw new IOException(file.path() + " changed while it was being copied: build again");
    }
  }

  private void makeRoom(Path place) throws IOException {
    Optional<FileStatus> existing = PosixFiles.find(place);
    if (existing.isEmpty()) {
      return;
    }
    if (existing.get().isDirectory()) {
      throw new IOException("cannot copy a file over " + inside(place) + ", which is a directory");
    }
    Files.delete(place);
  }

  private static void create(TreeFile file, Path place) throws IOException {
    FileStatus status = file.status();
    switch (status.type()) {
      case REGULAR -> throw new IllegalStateException("is copied, not made");
      case SYMBOLIC_LINK -> PosixFiles.symlink(PosixFiles.readLink(file.place()), place);
      case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET ->
          PosixFiles.makeNode(place, status.mode(), status.major(), status.minor());
      case DIRECTORY -> Files.createDirectory(place);
    }
  }

  private void properties(TreeFile file, Path place) throws IOException {
    FileStatus status = file.status();
    Ownership.Owner owner = ownership.of(file, metadata);
    PosixFiles.lchown(place, owner.uid(), owner.gid());
    if (status.type() != FileStatus.Type.SYMBOLIC_LINK) {
      int permissions = Permissions.of(status, metadata);
      PosixFiles.chmod(place, mode.apply(permissions, status.isDirectory()));
    }
    copyAttributes(file.place(), place);
    PosixFiles.setTimes(place, status.seconds(), status.nanos());
  }

  private static void copyAttributes(Path from, Path to) throws IOException {
    for (String name : ExtendedAttributes.list(from)) {
      if (CopiedAttributes.contains(name)) {
        Optional<byte[]> value = ExtendedAttributes.get(from, name);
        if (value.isPresent()) {
          ExtendedAttributes.set(to, name, value.get());
        }
      }
    }
  }

  private String inside(Path place) {
    return "/" + target.inside(place);
  }

  private static Path parent(Path place) {
    Path parent = place.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(place + " has no directory");
    }
    return parent;
  }
}
