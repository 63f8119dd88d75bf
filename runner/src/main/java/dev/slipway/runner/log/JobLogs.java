package dev.slipway.runner.log;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The logs of all jobs: one file each, named after run, attempt and job. */
public final class JobLogs implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JobLogs.class.getName());
  private static final long FLUSH_MILLIS = 250;

  private final Path directory;
  private final Clock clock;
  private final Map<Path, JobLog> open = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Hears the lines of a log in order. */
  @FunctionalInterface
  public interface Follower {
    /** Returns whether it wants more. */
    boolean entry(LogEntry entry) throws IOException;
  }

  private JobLogs(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Opens the directory, made when missing. */
  public static JobLogs open(Path directory, Clock clock) {
    try {
      var logs = new JobLogs(Files.createDirectories(directory), clock);
      Thread.ofVirtual().name("log flusher").start(logs::flushRegularly);
      return logs;
    } catch (IOException e) {
      throw new SlipwayException("could not open the logs " + directory + ": " + e.getMessage(), e);
    }
  }

  private void flushRegularly() {
    try {
      while (!closing.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void flush() {
    for (JobLog log : open.values()) {
      try {
        log.flush();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "could not flush a log", e);
      }
    }
  }

  private Path file(String run, int attempt, String job) {
    String name = URLEncoder.encode(job, StandardCharsets.UTF_8) + ".ndjson";
    return directory.resolve(run).resolve(Integer.toString(attempt)).resolve(name);
  }

  /** Begins a job's log, or goes on with it after a restart. One writer at a time. */
  public JobLog write(String run, int attempt, String job) {
    return write(run, attempt, job, () -> {});
  }

  /**
   * As above.
   *
   * @param onLine called after each line
   */
  public JobLog write(String run, int attempt, String job, Runnable onLine) {
    Path file = file(run, attempt, job);
    try {
      Files.createDirectories(directory.resolve(run).resolve(Integer.toString(attempt)));
      JobLog log = JobLog.open(file, clock, onLine, () -> open.remove(file));
      open.put(file, log);
      return log;
    } catch (IOException e) {
      throw new SlipwayException("could not open the log " + file + ": " + e.getMessage(), e);
    }
  }

  /** The newest attempt up to {@code attempt} in which the job wrote a log. */
  public int latest(String run, int attempt, String job) {
    for (int one = attempt; one > 1; one--) {
      if (Files.exists(file(run, one, job))) {
        return one;
      }
    }
    return Math.min(attempt, 1);
  }

  /** Reads a job's log piece by piece, whether it is still being written or not. */
  public LogCursor cursor(String run, int attempt, String job) {
    Path file = file(run, attempt, job);
    return new LogCursor(file, () -> durable(file));
  }

  /** How much of a log may be shown: what no loss of power takes any more. */
  private long durable(Path file) throws IOException {
    JobLog writer = open.get(file);
    return writer == null ? Files.size(file) : writer.flush();
  }

  /** The lines so far after the one numbered {@code after}; none when there is no log. */
  public List<LogEntry> read(String run, int attempt, String job, long after) {
    var entries = new ArrayList<LogEntry>();
    try {
      forEach(run, attempt, job, after, entries::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new SlipwayException("could not read the log of " + job + ": " + e.getMessage(), e);
    }
    return entries;
  }

  /** As {@link #read}, one by one: a log may be larger than the memory. */
  public void forEach(String run, int attempt, String job, long after, Follower follower)
      throws IOException, InterruptedException {
    Path file = file(run, attempt, job);
    read(file, known -> durable(file), after, follower);
  }

  /**
   * Hands over the lines after the one numbered {@code after}, then each new one as it is written,
   * until the log is closed or the follower has had enough.
   */
  public void follow(String run, int attempt, String job, long after, Follower follower)
      throws IOException, InterruptedException {
    Path file = file(run, attempt, job);
    JobLog writer = open.get(file);
    read(file, writer == null ? known -> durable(file) : writer::awaitMoreThan, after, follower);
  }

  /** How much of a log may be shown when so much is known: no more than that at its end. */
  private interface Extent {
    long after(long known) throws IOException, InterruptedException;
  }

  private static void read(Path file, Extent extent, long after, Follower follower)
      throws IOException, InterruptedException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 64 << 10)) {
      var line = new ByteArrayOutputStream();
      long position = 0;
      long end = 0;
      while (true) {
        if (position >= end) {
          long known = position;
          end = extent.after(known);
          if (end <= known) {
            return;
          }
        }
        int next = stream.read();
        if (next < 0) {
          return;
        }
        position++;
        if (next != '\n') {
          line.write(next);
          continue;
        }
        LogEntry entry = LogLine.read(line.toByteArray(), 0, line.size(), file.toString());
        line.reset();
        if (entry.number() > after && !follower.entry(entry)) {
          return;
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing has been written yet.
      return;
    }
  }

  /** Removes what the jobs of a run have written; returns whether there was anything. */
  public boolean remove(String run) {
    Path logs = directory.resolve(run);
    if (!Files.exists(logs)) {
      return false;
    }
    try {
      DirectoryTree.delete(logs);
      return true;
    } catch (IOException e) {
      throw new SlipwayException("could not remove the logs of run " + run + ": " + e, e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    List.copyOf(open.values()).forEach(JobLog::close);
  }
}
