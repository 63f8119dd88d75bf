package dev.slipway.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
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
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(lines.isPresent() ? start(in, lines.getAsLong()) : 0);
      byte[] buffer = new byte[BUFFER];
      while (true) {
        int n = in.read(buffer);
        if (n > 0) {
          out.write(buffer, 0, n);
          out.flush();
        } else if (follow) {
          Thread.sleep(LOOK_AGAIN);
          if (in.length() < in.getFilePointer()) {
            // Room was made (LogRoom): it goes on at the start.
            in.seek(0);
          }
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
