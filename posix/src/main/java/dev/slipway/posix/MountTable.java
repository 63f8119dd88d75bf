package dev.slipway.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is mounted where, as this process sees it (proc(5), mountinfo). */
public final class MountTable {
  private static final Path FILE = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /**
   * The mount points at and below a directory, the latest first.
   *
   * @param directory absolute; links on the way to it are followed when it exists
   */
  public static List<Path> below(Path directory) throws IOException {
    Path real = Files.exists(directory) ? directory.toRealPath() : directory;
    // Names are bytes: one that is not UTF-8 must not end the reading of all others.
    try (Stream<String> lines = Files.lines(FILE, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> path(line.split(" ")[MOUNT_POINT]))
          .filter(mount -> mount.startsWith(real))
          .toList()
          .reversed();
    }
  }

  private static Path path(String escaped) {
    return FileNames.path(unescaped(escaped).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Space, tab, line end and backslash are written in octal. */
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
