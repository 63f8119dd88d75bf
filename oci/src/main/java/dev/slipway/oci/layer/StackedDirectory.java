package dev.slipway.oci.layer;

import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directory that is unpacked into, seen together with the layers below it: what is not in it
 * may be in one of those, as overlayfs will show it later. For one thread; nobody else changes the
 * directories meanwhile.
 */
final class StackedDirectory {
  private static final int MAX_LINKS = 40;

  private final Path top;
  private final List<Path> lowers;
  private final Map<String, Place> known = new HashMap<>();
  // Directories made here that the tar may never name: their times are put back at the end.
  private final Map<Path, FileStatus> copied = new LinkedHashMap<>();

  /**
   * A directory of this layer.
   *
   * @param path where it is
   * @param below the same directory in the layers below, the topmost first, as far as visible
   */
  record Place(Path path, List<Path> below) {}

  StackedDirectory(Path top, List<Path> lowers) {
    this.top = top;
    this.lowers = List.copyOf(lowers);
  }

  Path top() {
    return top;
  }

  /** Directories that were copied from below, with what they were there. */
  Map<Path, FileStatus> copied() {
    return copied;
  }

  /** Forgets look-ups: something that existed has been replaced or hidden. */
  void changed() {
    known.clear();
  }

  /**
   * The directory with these names from the top, made when it is not there, links followed.
   *
   * @throws TarException when it is something else, or links lead in circles
   */
  Place directory(List<byte[]> names) throws IOException {
    String key = key(names);
    Place place = known.get(key);
    if (place == null) {
      place = walk(names);
      known.put(key, place);
    }
    return place;
  }

  private Place walk(List<byte[]> names) throws IOException {
    var todo = new ArrayDeque<byte[]>(names);
    var done = new ArrayDeque<Place>();
    done.push(new Place(top, lowers));
    int links = 0;
    while (!todo.isEmpty()) {
      byte[] name = todo.pop();
      if (isDots(name, 1) || name.length == 0) {
        continue;
      }
      if (isDots(name, 2)) {
        // Only links get here: above the top there is nothing, as for a process in a root.
        if (done.size() > 1) {
          done.pop();
        }
        continue;
      }
      Place parent = done.element();
      Optional<Path> link = linkAt(parent, name);
      if (link.isEmpty()) {
        done.push(enter(parent, name));
      } else if (++links > MAX_LINKS) {
        throw new TarException("too many links on the way to " + display(names));
      } else {
        follow(link.get(), todo, done);
      }
    }
    return done.element();
  }

  private static void follow(Path link, Deque<byte[]> todo, Deque<Place> done)
      throws PosixException {
    byte[] target = PosixFiles.readLink(link);
    if (target.length > 0 && target[0] == '/') {
      while (done.size() > 1) {
        done.pop();
      }
    }
    split(target).reversed().forEach(todo::push);
  }

  /** The link of this name, here or below. */
  private Optional<Path> linkAt(Place parent, byte[] name) throws IOException {
    Path here = parent.path.resolve(FileNames.path(name));
    Optional<FileStatus> status = PosixFiles.find(here);
    if (status.isPresent()) {
      return isLink(status.get()) ? Optional.of(here) : Optional.empty();
    }
    Optional<Path> lower = firstBelow(parent, name);
    return lower.isPresent() && isLink(PosixFiles.lstat(lower.get())) ? lower : Optional.empty();
  }

  private Place enter(Place parent, byte[] name) throws IOException {
    Path here = parent.path.resolve(FileNames.path(name));
    Optional<FileStatus> status = PosixFiles.find(here);
    if (status.isPresent() && status.get().isDirectory()) {
      return new Place(here, Whiteouts.isOpaque(here) ? List.of() : allBelow(parent, name));
    }
    if (status.isPresent() && status.get().isWhiteout()) {
      Files.delete(here);
      makeDirectory(here);
      Whiteouts.makeOpaque(here);
      return new Place(here, List.of());
    }
    if (status.isPresent()) {
      throw new TarException(FileNames.display(here) + " is no directory, yet holds other files");
    }
    List<Path> below = allBelow(parent, name);
    if (below.isEmpty()) {
      if (firstBelow(parent, name).isPresent()) {
        throw new TarException(
            FileNames.display(here) + " is no directory in a layer below, yet holds other files");
      }
      makeDirectory(here);
    } else {
      copyDirectory(below.getFirst(), here);
    }
    return new Place(here, below);
  }

  private static void makeDirectory(Path here) throws IOException {
    Files.createDirectory(here);
    PosixFiles.chmod(here, 0755);
  }

  private void copyDirectory(Path from, Path here) throws IOException {
    Files.createDirectory(here);
    FileStatus status = PosixFiles.lstat(from);
    copyProperties(from, status, here);
    copied.put(here, status);
  }

  private static void copyProperties(Path from, FileStatus status, Path to) throws IOException {
    PosixFiles.lchown(to, status.uid(), status.gid());
    PosixFiles.chmod(to, status.permissions());
    LayerAttributes.write(to, LayerAttributes.read(from));
  }

  /** Brings a file from below into this layer, so that it can get another name; empty when none. */
  Optional<Path> copyUp(Place parent, byte[] name) throws IOException {
    Optional<Path> lower = firstBelow(parent, name);
    if (lower.isEmpty() || PosixFiles.lstat(lower.get()).isDirectory()) {
      return Optional.empty();
    }
    Path here = parent.path.resolve(FileNames.path(name));
    FileStatus status = PosixFiles.lstat(lower.get());
    switch (status.type()) {
      case REGULAR -> Files.copy(lower.get(), here, StandardCopyOption.COPY_ATTRIBUTES);
      case SYMBOLIC_LINK -> PosixFiles.symlink(PosixFiles.readLink(lower.get()), here);
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY ->
          PosixFiles.makeNode(here, status.mode(), status.major(), status.minor());
    }
    PosixFiles.lchown(here, status.uid(), status.gid());
    if (!isLink(status)) {
      PosixFiles.chmod(here, status.permissions());
      LayerAttributes.write(here, LayerAttributes.read(lower.get()));
    }
    PosixFiles.setTimes(here, status.seconds(), status.nanos());
    return Optional.of(here);
  }

  /** Removes what has this name in this layer. */
  void remove(Path here, FileStatus status) throws IOException {
    if (status.isDirectory()) {
      DirectoryTree.delete(here);
      copied.keySet().removeIf(path -> path.startsWith(here));
    } else {
      Files.delete(here);
    }
    changed();
  }

  /** What the topmost layer below shows under this name; a whiteout shows nothing. */
  private static Optional<Path> firstBelow(Place parent, byte[] name) throws IOException {
    for (Path lower : parent.below) {
      Path there = lower.resolve(FileNames.path(name));
      Optional<FileStatus> status = PosixFiles.find(there);
      if (status.isPresent()) {
        return status.get().isWhiteout() ? Optional.empty() : Optional.of(there);
      }
    }
    return Optional.empty();
  }

  /** The directories that overlayfs merges under this name. */
  private static List<Path> allBelow(Place parent, byte[] name) throws IOException {
    var merged = new ArrayList<Path>();
    for (Path lower : parent.below) {
      Path there = lower.resolve(FileNames.path(name));
      Optional<FileStatus> status = PosixFiles.find(there);
      if (status.isPresent() && !status.get().isDirectory()) {
        break;
      }
      if (status.isPresent()) {
        merged.add(there);
        if (Whiteouts.isOpaque(there)) {
          break;
        }
      }
    }
    return merged;
  }

  private static boolean isLink(FileStatus status) {
    return status.type() == FileStatus.Type.SYMBOLIC_LINK;
  }

  private static boolean isDots(byte[] name, int count) {
    return name.length == count && name[0] == '.' && name[count - 1] == '.';
  }

  /** The names of a path, without empty ones and {@code .}. */
  static List<byte[]> split(byte[] path) {
    var names = new ArrayList<byte[]>();
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        byte[] name = Arrays.copyOfRange(path, start, i);
        if (name.length > 0 && !isDots(name, 1)) {
          names.add(name);
        }
        start = i + 1;
      }
    }
    return names;
  }

  private static String key(List<byte[]> names) {
    var key = new StringBuilder();
    for (byte[] name : names) {
      key.append(new String(name, StandardCharsets.ISO_8859_1)).append('/');
    }
    return key.toString();
  }

  static String display(List<byte[]> names) {
    var text = new StringBuilder();
    for (byte[] name : names) {
      text.append('/').append(TarEntry.display(name));
    }
    return text.toString();
  }
}
