package dev.slipway.runner.log;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of a job that is being written. Whoever writes does not wait for the disk; whoever wants
 * to show lines does.
 */
public final class JobLog implements AutoCloseable {
  private final RandomAccessFile file;
  private final Path path;
  private final Clock clock;
  private final Runnable onLine;
  private final Runnable afterwards;

  /** Held while the disk is waited for, which lines that come meanwhile need not. */
  private final ReentrantLock flushing = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long lines;
  private long bytes;
  private long flushed;
  private boolean closed;
  private boolean released;

  private JobLog(
      RandomAccessFile file,
      Path path,
      long lines,
      Clock clock,
      Runnable onLine,
      Runnable afterwards)
      throws IOException {
    this.file = file;
    this.path = path;
    this.lines = lines;
    this.bytes = file.length();
    this.clock = clock;
    this.onLine = onLine;
    this.afterwards = afterwards;
  }

  /** Opens the file for more lines; half a line at its end, left by a crash, is taken away. */
  static JobLog open(Path path, Clock clock, Runnable onLine, Runnable afterwards)
      throws IOException {
    // Not a channel: one closes itself under a thread that is interrupted, as cancelled steps are.
    var file = new RandomAccessFile(path.toFile(), "rw");
    try {
      long lines = wholeLines(path, file);
      file.seek(file.length());
      return new JobLog(file, path, lines, clock, onLine, afterwards);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static long wholeLines(Path path, RandomAccessFile file) throws IOException {
    long lines = 0;
    long end = 0;
    byte[] buffer = new byte[64 << 10];
    try (var reader = new RandomAccessFile(path.toFile(), "r")) {
      long offset = 0;
      for (int n = reader.read(buffer); n > 0; n = reader.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            lines++;
            end = offset + i + 1;
          }
        }
        offset += n;
      }
    }
    file.setLength(end);
    return lines;
  }

  /** Adds a line; it is in the file when this returns. */
  public void add(int step, LogEntry.Kind kind, String text, Map<String, String> properties) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      var entry = new LogEntry(lines + 1, clock.instant(), step, kind, text, properties);
      byte[] line = LogLine.write(entry);
      file.write(line);
      lines++;
      bytes += line.length;
      changed.signalAll();
    } catch (IOException e) {
      throw new SlipwayException("could not write the log " + path + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
    onLine.run();
  }

  public void add(int step, LogEntry.Kind kind, String text) {
    add(step, kind, text, Map.of());
  }

  /** Brings everything written so far to the disk; how long the file is up to there. */
  long flush() {
    flushing.lock();
    try {
      long end = written();
      if (end > flushed) {
        file.getFD().sync();
        flushed = end;
      }
      return flushed;
    } catch (IOException e) {
      throw new SlipwayException("could not flush the log " + path + ": " + e.getMessage(), e);
    } finally {
      flushing.unlock();
    }
  }

  private long written() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How much of the file is on the disk, once that is more than {@code known} or it will not grow
   * any more.
   */
  long awaitMoreThan(long known) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytes <= known && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    return flush();
  }

  /** Nothing more comes, and all of it is on the disk. */
  @Override
  public void close() {
    flushing.lock();
    try {
      end();
      if (!released) {
        flush();
        released = true;
        file.close();
      }
    } catch (IOException e) {
      throw new SlipwayException("could not close the log " + path + ": " + e.getMessage(), e);
    } finally {
      flushing.unlock();
    }
    afterwards.run();
  }

  private void end() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
