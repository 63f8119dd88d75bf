package dev.slipway.runner.log;

import dev.slipway.base.SlipwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where somebody is in a job's log. For one thread. A log may be far larger than the memory: it is
 * handed out in pieces.
 */
public final class LogCursor {
  /** A piece ends with the line that makes it at least this long. */
  private static final int PIECE = 1 << 20;

  private final Path file;
  private final Extent extent;
  private long position;

  /** How much of the file may be shown. */
  @FunctionalInterface
  interface Extent {
    long bytes() throws IOException;
  }

  LogCursor(Path file, Extent extent) {
    this.file = file;
    this.extent = extent;
  }

  /** The next lines that were written; none when there is nothing new. */
  public List<LogEntry> next() {
    var entries = new ArrayList<LogEntry>();
    try (InputStream stream = Files.newInputStream(file)) {
      long left = extent.bytes() - position;
      if (left <= 0) {
        return entries;
      }
      stream.skipNBytes(position);
      long enough = position + PIECE;
      byte[] buffer = new byte[64 << 10];
      var line = new ByteArrayOutputStream();
      while (left > 0 && position < enough) {
        int n = stream.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          break;
        }
        left -= n;
        int start = 0;
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            entries.add(entry(line, buffer, start, i));
            start = i + 1;
          }
        }
        line.write(buffer, start, n - start);
      }
    } catch (NoSuchFileException e) {
      return entries;
    } catch (IOException e) {
      throw new SlipwayException("could not read the log " + file + ": " + e.getMessage(), e);
    }
    return entries;
  }

  private LogEntry entry(ByteArrayOutputStream begun, byte[] buffer, int start, int end) {
    position += begun.size() + end - start + 1L;
    if (begun.size() == 0) {
      return LogLine.read(buffer, start, end, file.toString());
    }
    begun.write(buffer, start, end - start);
    byte[] whole = begun.toByteArray();
    begun.reset();
    return LogLine.read(whole, 0, whole.length, file.toString());
  }
}
