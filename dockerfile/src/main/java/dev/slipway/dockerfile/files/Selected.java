package dev.slipway.dockerfile.files;

import dev.slipway.posix.FileNames;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One source of a COPY, found.
 *
 * @param name the last part of the name it was asked for by: what a file is called in a directory
 * @param top the file or directory; a link's target
 * @param below what a directory brings, with paths relative to it, in order
 */
public record Selected(String name, TreeFile top, List<TreeFile> below) {
  /** What stands in a text for bytes that are no text. */
  private static final char REPLACEMENT = '\uFFFD';

  public Selected {
    below = List.copyOf(below);
  }

  /** A file of this machine under a name. */
  public static Selected file(String name, Path file) throws IOException {
    return new Selected(name, new TreeFile(name, file, PosixFiles.lstat(file)), List.of());
  }

  public boolean isDirectory() {
    return top.status().isDirectory();
  }

  /** What a file is called in a directory, with its name's bytes as they are. */
  Path fileName() {
    Path own = top.place().getFileName();
    return own == null || name.indexOf(REPLACEMENT) < 0 ? Path.of(name) : own;
  }

  /** Where a file below lies in relation to the directory, with its name's bytes as they are. */
  Path relative(TreeFile file) {
    return file.path().indexOf(REPLACEMENT) < 0
        ? Path.of(file.path())
        : top.place().relativize(file.place());
  }

  /** A text for a file below that no other file has, whatever bytes their names are of. */
  String shown(TreeFile file) {
    return file.path().indexOf(REPLACEMENT) < 0
        ? file.path()
        : FileNames.display(relative(file)) + " (bytes)";
  }
}
