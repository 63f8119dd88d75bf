package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is mounted where, as this process sees it (proc(5), mountinfo). */
final class MountTable {
  private static final Path FILE = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /** The mount points at and below a directory, the latest first. */
  static List<Path> below(Path directory) {
    try (Stream<String> lines = Files.lines(FILE, StandardCharsets.UTF_8)) {
      return lines
          .map(line -> Path.of(unescaped(line.split(" ")[MOUNT_POINT])))
          .filter(mount -> mount.startsWith(directory))
          .toList()
          .reversed();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + FILE + ": " + e.getMessage(), e);
    }
  }

  /** Space, tab, line end and backslash are written in octal. */
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
