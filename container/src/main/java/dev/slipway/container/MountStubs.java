package dev.slipway.container;

import dev.slipway.posix.Errno;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The empty files and directories a root filesystem needs so that something can be mounted there,
 * made before a run and taken away after it: they are not part of what the run produced, nor are
 * the times of the directories they were in.
 */
final class MountStubs {
  private final List<Stub> stubs = new ArrayList<>();

  private record Stub(Path path, Path parent) {}

  private MountStubs() {}

  /** Makes what is missing for {@code mounts} below {@code root}. */
  static MountStubs make(Path root, List<ContainerMount> mounts) throws IOException {
    var made = new MountStubs();
    var covered = new ArrayList<Path>();
    try (RootedDirectory rooted = RootedDirectory.of(root)) {
      for (ContainerMount mount : mounts) {
        boolean onAnotherMount = covered.stream().anyMatch(mount.target()::startsWith);
        if (!onAnotherMount) {
          made.make(rooted, mount);
        }
        covered.add(mount.target());
      }
      return made;
    } catch (IOException | RuntimeException e) {
      made.remove();
      throw e;
    }
  }

  private void make(RootedDirectory rooted, ContainerMount mount) throws IOException {
    boolean file = mount.type().equals("bind") && !Files.isDirectory(Path.of(mount.source()));
    Path inside = Path.of("/");
    for (Path name : mount.target()) {
      inside = inside.resolve(name);
      if (!exists(rooted, inside)) {
        Path place = rooted.resolveEntry(inside);
        boolean last = inside.equals(mount.target());
        makeOne(place, last && file);
      }
    }
  }

  private void makeOne(Path place, boolean file) throws IOException {
    if (Files.isSymbolicLink(place)) {
      // A dangling link: the runtime follows it inside the root and makes its target.
      return;
    }
    Path parent = place.getParent();
    if (parent == null) {
      return;
    }
    FileStatus before = PosixFiles.lstat(parent);
    if (file) {
      Files.createFile(place);
      PosixFiles.chmod(place, 0644);
    } else {
      Files.createDirectory(place);
      PosixFiles.chmod(place, 0755);
    }
    PosixFiles.setTimes(parent, before.seconds(), before.nanos());
    stubs.add(new Stub(place, parent));
  }

  private static boolean exists(RootedDirectory rooted, Path inside) throws PosixException {
    try {
      rooted.resolve(inside);
      return true;
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  /** Removes those that are still there and still empty. */
  void remove() throws IOException {
    for (Stub stub : stubs.reversed()) {
      if (!isEmptyStill(stub.path())) {
        continue;
      }
      FileStatus parent = PosixFiles.lstat(stub.parent());
      try {
        Files.delete(stub.path());
      } catch (DirectoryNotEmptyException e) {
        // The run put something there: then the directory belongs to its result.
        continue;
      }
      // Unchanged since before the run, or changed by the run itself: both must be kept.
      PosixFiles.setTimes(stub.parent(), parent.seconds(), parent.nanos());
    }
    stubs.clear();
  }

  private static boolean isEmptyStill(Path path) throws PosixException {
    try {
      FileStatus status = PosixFiles.lstat(path);
      return switch (status.type()) {
        case DIRECTORY -> true;
        case REGULAR -> status.size() == 0;
        case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SYMBOLIC_LINK, SOCKET -> false;
      };
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }
}
