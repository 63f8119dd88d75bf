package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.Handle;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A build context, copied to where the job cannot reach.
 *
 * <p>The builder reads files by their paths, and a process that the job left in the background
 * could turn a directory on such a path into a link that leads out of the job's root. So every file
 * is opened once, relative to the opened context and without leaving it (openat2(2)), and the
 * builder sees the copy only.
 */
final class ContextCopy {
  private static final Path IGNORE = Path.of(".dockerignore");

  private final RootedDirectory source;
  private final Path target;
  private final IgnorePatterns ignored;
  private final List<DirectoryTree.Entry> directories = new ArrayList<>();

  private ContextCopy(RootedDirectory source, Path target, IgnorePatterns ignored) {
    this.source = source;
    this.target = target;
    this.ignored = ignored;
  }

  /**
   * Copies what is not ignored.
   *
   * @param context the opened directory
   * @param target a new directory
   */
  static Path make(Handle context, Path target, IgnorePatterns ignored) throws IOException {
    Files.createDirectory(target);
    try (var source = RootedDirectory.of(context.path())) {
      var copy = new ContextCopy(source, target, ignored);
      DirectoryTree.walk(context.path(), copy::visit);
      copy.settle();
      copy.ignoreFile();
    }
    return target;
  }

  private Next visit(DirectoryTree.Entry entry) throws IOException {
    Path path = entry.relative();
    boolean kept = path.equals(IGNORE) || !ignored.matches(path.toString());
    if (entry.status().isDirectory()) {
      if (!kept && !ignored.hasExceptions()) {
        return Next.SKIP;
      }
      Files.createDirectory(target.resolve(path));
      directories.add(entry);
    } else if (kept) {
      copy(entry, path);
    }
    return Next.CONTINUE;
  }

  private void copy(DirectoryTree.Entry entry, Path path) throws IOException {
    Path place = target.resolve(path);
    switch (entry.status().type()) {
      case REGULAR -> file(path, place);
      case SYMBOLIC_LINK -> link(entry, path, place);
      case FIFO -> PosixFiles.makeFifo(place, entry.status().permissions());
      case SOCKET -> {} // No image can have one.
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          throw new SlipwayException(
              path + " of the build context is a device; name it in .dockerignore");
      case DIRECTORY -> throw new IllegalStateException(path + " is a directory");
    }
  }

  private void file(Path path, Path place) throws IOException {
    try (Handle opened = source.openLink(path)) {
      FileStatus status = PosixFiles.stat(opened.path());
      if (status.type() != FileStatus.Type.REGULAR) {
        throw new SlipwayException(
            path + " of the build context was replaced while it was read; build again");
      }
      Files.copy(opened.path(), place);
      for (String name : ExtendedAttributes.list(opened.path())) {
        if (name.startsWith("user.") || name.equals("security.capability")) {
          var value = ExtendedAttributes.get(opened.path(), name);
          if (value.isPresent()) {
            ExtendedAttributes.set(place, name, value.get());
          }
        }
      }
      settle(status, place);
    }
  }

  private void link(DirectoryTree.Entry entry, Path path, Path place) throws IOException {
    Path parent = Optional.ofNullable(path.getParent()).orElse(Path.of("."));
    try (Handle directory = source.open(parent)) {
      Path link = directory.path().resolve(path.getName(path.getNameCount() - 1));
      PosixFiles.symlink(PosixFiles.readLink(link), place);
    }
    PosixFiles.setTimes(place, entry.status().seconds(), entry.status().nanos());
  }

  /** Directories get their times when nothing is written into them any more. */
  private void settle() throws IOException {
    for (DirectoryTree.Entry directory : directories.reversed()) {
      settle(directory.status(), target.resolve(directory.relative()));
    }
  }

  private static void settle(FileStatus status, Path place) throws IOException {
    PosixFiles.chmod(place, status.permissions());
    PosixFiles.setTimes(place, status.seconds(), status.nanos());
  }

  /** The builder follows a link at this name, and would leave the copy by it. */
  private void ignoreFile() throws IOException {
    Path place = target.resolve(IGNORE);
    if (Files.isSymbolicLink(place)) {
      Files.delete(place);
      try (InputStream content = source.read(IGNORE)) {
        Files.copy(content, place);
      }
    }
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(place)) {
      throw new SlipwayException(".dockerignore of the build context is not a file");
    }
  }
}
