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

  private static final int PLAIN = 0755;

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
        if (last && file) {
          makeFile(place);
        } else {
          makeDirectory(place, last ? mode(mount) : PLAIN);
        }
      }
    }
  }

  /** The runtime gives a tmpfs the mode of the directory below it. */
  private static int mode(ContainerMount mount) {
    return mount.type().equals("tmpfs") && mount.options().contains("mode=1777") ? 01777 : PLAIN;
  }

  private void makeFile(Path place) throws IOException {
    make(
        place,
        stub -> {
          Files.createFile(stub);
          PosixFiles.chmod(stub, 0644);
        });
  }

  private void makeDirectory(Path place, int mode) throws IOException {
    make(
        place,
        stub -> {
          Files.createDirectory(stub);
          PosixFiles.chmod(stub, mode);
        });
  }

  /** Makes one stub. */
  @FunctionalInterface
  private interface Making {
    void at(Path place) throws IOException;
  }

  private void make(Path place, Making making) throws IOException {
    Path parent = place.getParent();
    if (Files.isSymbolicLink(place) || parent == null) {
      // A dangling link: the runtime follows it inside the root and makes its target.
      return;
    }
    FileStatus before = PosixFiles.lstat(parent);
    making.at(place);
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
