package dev.slipway.node.pod;

import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How much of a file system trees of files take: what du(1) counts, each file once. */
final class DiskUse extends SimpleFileVisitor<Path> {
  private final Set<Long> linked = new HashSet<>();
  private long bytes;

  private DiskUse() {}

  /** Of one tree, in bytes; 0 when it is not there. What goes meanwhile does not count. */
  static long of(Path tree) throws IOException {
    if (!Files.isDirectory(tree)) {
      return 0;
    }
    var use = new DiskUse();
    Files.walkFileTree(tree, use);
    return use.bytes;
  }

  /** Of all trees in a directory whose names match a regular expression. */
  static long ofAll(Path directory, String names) throws IOException {
    long sum = 0;
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> trees = Files.newDirectoryStream(directory)) {
        for (Path tree : trees) {
          sum += String.valueOf(tree.getFileName()).matches(names) ? of(tree) : 0;
        }
      }
    }
    return sum;
  }

  private void add(Path file) throws IOException {
    Optional<FileStatus> status = PosixFiles.find(file);
    status
        .filter(
            s -> s.links() < 2 || s.type() == FileStatus.Type.DIRECTORY || linked.add(s.inode()))
        .ifPresent(s -> bytes += s.allocated());
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    add(directory);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    add(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException gone) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(
      Path directory, @org.jspecify.annotations.Nullable IOException gone) {
    return FileVisitResult.CONTINUE;
  }
}
