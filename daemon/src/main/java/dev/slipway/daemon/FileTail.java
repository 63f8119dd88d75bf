package dev.slipway.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.OptionalLong;

/** The end of a file that grows, and what comes after it. */
final class FileTail {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final int BUFFER = 16 << 10;

  private final Path file;

  FileTail(Path file) {
    this.file = file;
  }

  /** Copies the last lines, or all; then what is appended until {@code out} breaks. */
  void copy(OutputStream out, OptionalLong lines, boolean follow) throws IOException {
    boolean first = true;
    try {
      do {
        Object key = key();
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
          in.seek(first && lines.isPresent() ? start(in, lines.getAsLong()) : 0);
          pass(in, out);
          while (follow && key.equals(key())) {
            Thread.sleep(LOOK_AGAIN);
            pass(in, out);
          }
          if (follow) {
            // Room was made (LogRoom): what was on its way to the old file is there by now.
            Thread.sleep(LOOK_AGAIN);
            pass(in, out);
          }
        }
        first = false;
      } while (follow);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells this file from another one that has taken its name. */
  private Object key() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static void pass(RandomAccessFile in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  /** Where the last {@code lines} lines begin. */
  private static long start(RandomAccessFile in, long lines) throws IOException {
    long position = in.length();
    long left = lines + 1;
    byte[] buffer = new byte[BUFFER];
    while (position > 0) {
      int n = (int) Math.min(BUFFER, position);
      position -= n;
      in.seek(position);
      in.readFully(buffer, 0, n);
      for (int i = n - 1; i >= 0; i--) {
        if (buffer[i] == '\n' && --left == 0) {
          return position + i + 1;
        }
      }
    }
    return 0;
  }
}
