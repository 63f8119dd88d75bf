package dev.slipway.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this process's own words go: its standard output and error. */
public final class StandardOutput {
  private static final Path OUTPUT = Path.of("/proc/self/fd/1");
  private static final int[] BOTH = {1, 2};

  private StandardOutput() {}

  /** Whether standard output goes to that file. */
  public static boolean goesTo(Path file) throws IOException {
    return Files.exists(file) && Files.exists(OUTPUT) && Files.isSameFile(OUTPUT, file);
  }

  /**
   * From now on both go to the end of a file that exists. What is written at this moment goes to
   * the old place or to the new one, never nowhere.
   */
  public static void appendTo(Path file) throws PosixException {
    try (Handle handle = Handle.open(file, Kernel.O_WRONLY | Kernel.O_APPEND);
        var kernel = new Kernel()) {
      for (int descriptor : BOTH) {
        kernel.call(Syscall.DUP3, FileNames.display(file), handle.number(), descriptor, 0);
      }
    }
  }
}
