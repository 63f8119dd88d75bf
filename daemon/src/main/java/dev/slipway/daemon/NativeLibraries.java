package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where SQLite and zstd unpack their machine code at each start. A process that is killed cannot
 * remove its copy: it lies where the next process does.
 */
final class NativeLibraries {
  /** The properties by which each of them is told. */
  private static final List<String> PLACES = List.of("org.sqlite.tmpdir", "ZstdTempFolder");

  private NativeLibraries() {}

  /** Empties the directory and has them use it; none may be in use yet. */
  static void unpackInto(Path directory) {
    try {
      if (Files.exists(directory)) {
        DirectoryTree.delete(directory);
      }
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new SlipwayException("could not prepare " + directory + ": " + e.getMessage(), e);
    }
    PLACES.forEach(property -> System.setProperty(property, directory.toString()));
  }
}
