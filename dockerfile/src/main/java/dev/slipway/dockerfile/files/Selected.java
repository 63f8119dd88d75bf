package dev.slipway.dockerfile.files;

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
}
