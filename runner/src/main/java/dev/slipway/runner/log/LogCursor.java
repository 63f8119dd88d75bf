package dev.slipway.runner.log;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where somebody is in a job's log. For one thread. */
public final class LogCursor {
  private final Path file;
  private long position;

  LogCursor(Path file) {
    this.file = file;
  }

  /** The lines that were written since the last call. */
  public List<LogEntry> next() {
    var entries = new ArrayList<LogEntry>();
    try (InputStream stream = Files.newInputStream(file)) {
      stream.skipNBytes(position);
      byte[] buffer = new byte[64 << 10];
      var line = new ByteArrayOutputStream();
      for (int n = stream.read(buffer); n > 0; n = stream.read(buffer)) {
        int start = 0;
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            line.write(buffer, start, i - start);
            position += line.size() + 1L;
            entries.add(LogEntry.of(Json.parse(line.toByteArray(), file.toString())));
            line.reset();
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
}
