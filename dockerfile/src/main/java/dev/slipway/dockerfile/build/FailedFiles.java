package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.files.Copier;
import dev.slipway.dockerfile.files.ModeChange;
import dev.slipway.dockerfile.files.Ownership;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.files.TargetRoot;
import dev.slipway.dockerfile.files.Trees;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of steps that failed, for people to look at: whole root filesystems, of which the last
 * few stay.
 */
final class FailedFiles {
  private static final int KEPT = 3;

  private final Path directory;

  FailedFiles(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Copies a root filesystem; where to is the answer. */
  synchronized Path keep(Path root) throws IOException {
    removeOld();
    Path kept = Files.createDirectory(directory.resolve(UUID.randomUUID().toString()));
    try (SourceTree tree = SourceTree.image(root, "the failed step");
        TargetRoot target = TargetRoot.of(kept)) {
      new Copier(target, tree.metadata(), Ownership.unchanged(), ModeChange.none())
          .copy(Trees.whole(tree), "/");
      target.settle();
    }
    return kept;
  }

  private void removeOld() throws IOException {
    List<Path> all;
    try (Stream<Path> kept = Files.list(directory)) {
      all = kept.sorted(Comparator.comparingLong(FailedFiles::age)).toList();
    }
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT + 1))) {
      DirectoryTree.delete(old);
    }
  }

  private static long age(Path kept) {
    return kept.toFile().lastModified();
  }
}
