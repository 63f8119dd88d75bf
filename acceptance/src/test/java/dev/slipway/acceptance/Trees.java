package dev.slipway.acceptance;

import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Copies of source trees, so that a test can edit what it builds. */
final class Trees {
  private static final Set<String> MADE_BY_TOOLS = Set.of("node_modules", "target", "dist");

  private Trees() {}

  /** Deletes a file, or a directory with all it holds. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      DirectoryTree.delete(path);
    } else {
      Files.deleteIfExists(path);
    }
  }

  /** Copies a tree without what tools made in it. */
  static Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path name = directory.getFileName();
            if (name != null && MADE_BY_TOOLS.contains(name.toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
    return to;
  }
}
