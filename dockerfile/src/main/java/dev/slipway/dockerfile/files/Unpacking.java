package dev.slipway.dockerfile.files;

import dev.slipway.oci.layer.TarEntry;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the entries of one archive below one directory. Names cannot lead out of it. */
final class Unpacking {
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int BLOCK_DEVICE = 0x6000;
  private static final int BUFFER = 64 << 10;

  private final TargetRoot target;
  private final Path destination;
  private final Ownership ownership;
  private final Map<Path, Path> parents = new HashMap<>();
  private final List<Directory> directories = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER];

  private record Directory(Path place, TarEntry entry) {}

  Unpacking(TargetRoot target, String destination, Ownership ownership) {
    this.target = target;
    this.destination = Path.of(destination);
    this.ownership = ownership;
  }

  void add(TarEntry entry, InputStream content) throws IOException {
    Path inside = inside(entry.name());
    Path name = inside.getFileName();
    if (name == null) {
      // The archive's own root: the destination keeps its mode and owner.
      target.directory(destination.toString(), ownership.given());
      return;
    }
    Path place = parent(inside).resolve(name);
    if (entry.kind() == TarEntry.Kind.DIRECTORY) {
      addDirectory(entry, place);
      return;
    }
    makeRoom(place);
    create(entry, place, content);
    if (entry.kind() != TarEntry.Kind.HARD_LINK) {
      properties(entry, place);
    }
  }

  /** Directories get their properties last: what is put into them changes their times. */
  void finish() throws IOException {
    for (Directory directory : directories.reversed()) {
      properties(directory.entry(), directory.place());
      target.settled(directory.place());
    }
  }

  private static Path inside(byte[] name) {
    return Path.of("/").resolve(FileNames.path(name)).normalize();
  }

  private Path parent(Path inside) throws IOException {
    Path above = inside.getParent();
    if (above == null) {
      throw new IllegalArgumentException(inside + " has no directory");
    }
    Path known = parents.get(above);
    if (known == null) {
      Path path = destination.resolve(Path.of("/").relativize(above));
      known = target.directory(path.toString(), ownership.given());
      parents.put(above, known);
    }
    return known;
  }

  private void addDirectory(TarEntry entry, Path place) throws IOException {
    Optional<FileStatus> existing = PosixFiles.find(place);
    if (existing.isPresent() && !existing.get().isDirectory()) {
      makeRoom(place);
      existing = Optional.empty();
    }
    if (existing.isEmpty()) {
      target.touch(parentOf(place));
      Files.createDirectory(place);
    }
    directories.add(new Directory(place, entry));
  }

  private void makeRoom(Path place) throws IOException {
    Optional<FileStatus> existing = PosixFiles.find(place);
    target.touch(parentOf(place));
    if (existing.isEmpty()) {
      return;
    }
    if (existing.get().isDirectory()) {
      DirectoryTree.delete(place);
    } else {
      Files.delete(place);
    }
    forget(place);
  }

  /**
   * What is remembered of places below something that was removed is void: a link may take its
   * name, and they would lead out of the root by it.
   */
  private void forget(Path removed) {
    parents.clear();
    directories.removeIf(directory -> directory.place().startsWith(removed));
    target.removed(removed);
  }

  private void create(TarEntry entry, Path place, InputStream content) throws IOException {
    switch (entry.kind()) {
      case FILE -> write(place, content);
      case HARD_LINK -> link(entry, place);
      case SYMBOLIC_LINK -> PosixFiles.symlink(entry.target(), place);
      case CHARACTER_DEVICE ->
          PosixFiles.makeNode(
              place, CHARACTER_DEVICE | entry.permissions(), entry.major(), entry.minor());
      case BLOCK_DEVICE ->
          PosixFiles.makeNode(
              place, BLOCK_DEVICE | entry.permissions(), entry.major(), entry.minor());
      case FIFO -> PosixFiles.makeFifo(place, entry.permissions());
      case DIRECTORY -> throw new IllegalStateException("is made elsewhere");
    }
  }

  private void write(Path place, InputStream content) throws IOException {
    try (OutputStream out = Files.newOutputStream(place)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private void link(TarEntry entry, Path place) throws IOException {
    Path inside = inside(entry.target());
    Path name = inside.getFileName();
    if (name == null) {
      throw new IOException(entry.displayName() + " is a hard link to a directory");
    }
    Files.createLink(place, parent(inside).resolve(name));
  }

  private void properties(TarEntry entry, Path place) throws IOException {
    // Like BuildKit: --chown is for the directories above; what an archive holds keeps its owners.
    PosixFiles.lchown(place, entry.uid(), entry.gid());
    if (entry.kind() != TarEntry.Kind.SYMBOLIC_LINK) {
      PosixFiles.chmod(place, entry.permissions());
    }
    for (var attribute : entry.attributes().entrySet()) {
      if (CopiedAttributes.contains(attribute.getKey())) {
        ExtendedAttributes.set(place, attribute.getKey(), attribute.getValue());
      }
    }
    PosixFiles.setTimes(place, entry.seconds(), entry.nanos());
  }

  private static Path parentOf(Path place) {
    Path parent = place.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(place + " has no directory");
    }
    return parent;
  }
}
