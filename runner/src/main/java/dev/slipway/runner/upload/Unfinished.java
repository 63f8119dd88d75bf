package dev.slipway.runner.upload;

import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What a process that was killed has left of files in the making, and of files it let go. */
public final class Unfinished {
  private Unfinished() {}

  /**
   * Removes it; nobody may be writing.
   *
   * @param uploads where files arrive: whatever is there was not finished
   * @param files where finished ones are, each named by a number
   * @param known the names of those that are kept
   */
  public static void remove(Path uploads, Path files, Set<String> known) {
    try {
      if (Files.exists(uploads)) {
        DirectoryTree.delete(uploads);
      }
      if (Files.exists(files)) {
        removeUnknown(files, known);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing what was not finished in " + files, e);
    }
  }

  private static void removeUnknown(Path files, Set<String> known) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
      for (Path file : all) {
        if (!known.contains(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
  }
}
