package dev.slipway.node.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.kubernetes.NodeAgent.Follow;
import dev.slipway.kubernetes.NodeAgent.LineTimes;
import dev.slipway.kubernetes.NodeAgent.LogRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One run's log: lines of {@code TIME STREAM F|P TEXT}, where P means that the line goes on.
 *
 * <p>For one reading thread.
 */
public final class ContainerLog {
  private static final int BLOCK = 64 << 10;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration LOOK_AT_ONCE = Duration.ofMillis(10);
  private static final int ATTEMPTS = 20;
  private static final String UTC = "+00:00";

  private final Path file;
  private final LogRequest request;
  private final OutputStream out;
  private final Duration look;
  private long left;
  private boolean atLineStart = true;

  private ContainerLog(Path file, LogRequest request, OutputStream out, Duration look) {
    this.look = look;
    this.file = file;
    this.request = request;
    this.out = out;
    this.left = request.limitBytes().orElse(Long.MAX_VALUE);
  }

  /**
   * Writes what is asked for; following, until the container has ended or {@code out} breaks.
   *
   * @param running whether the container may still write
   */
  public static void write(Path file, LogRequest request, OutputStream out, BooleanSupplier running)
      throws IOException, InterruptedException {
    if (Files.exists(file)) {
      new ContainerLog(file, request, out, LOOK).write(running);
    }
  }

  /** As above, for somebody who types and waits for what comes. */
  public static void writeAtOnce(
      Path file, LogRequest request, OutputStream out, BooleanSupplier running)
      throws IOException, InterruptedException {
    if (Files.exists(file)) {
      new ContainerLog(file, request, out, LOOK_AT_ONCE).write(running);
    }
  }

  /** A file of the log, and what names it on its disk. */
  private record Opened(RandomAccessFile in, Object key) {}

  private void write(BooleanSupplier running) throws IOException, InterruptedException {
    Optional<Opened> next = Optional.of(open());
    next.get().in().seek(start(next.get().in()));
    while (next.isPresent()) {
      try (RandomAccessFile in = next.get().in()) {
        next = write(in, next.get().key(), running);
      }
    }
  }

  /** Opens the file that is there now; another may take its place while this happens. */
  private Opened open() throws IOException, InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Object> key = key();
      if (key.isPresent()) {
        var in = new RandomAccessFile(file.toFile(), "r");
        if (key.equals(key())) {
          return new Opened(in, key.get());
        }
        in.close();
      }
      Thread.sleep(look);
    }
    throw new NoSuchFileException(file.toString());
  }

  /** Writes one file to its end; tells the one that took its place meanwhile, when there is one. */
  private Optional<Opened> write(RandomAccessFile in, Object key, BooleanSupplier running)
      throws IOException, InterruptedException {
    var lines = new Lines(in);
    while (left > 0) {
      // Asked before reading: what was written before is then read after it.
      boolean more = running.getAsBoolean();
      boolean replaced = key().filter(k -> !k.equals(key)).isPresent();
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        write(line.get());
      }
      out.flush();
      if (request.follow() == Follow.FOLLOW && replaced) {
        return Optional.of(open());
      }
      if (request.follow() == Follow.ONCE || !more) {
        return Optional.empty();
      }
      Thread.sleep(look);
    }
    return Optional.empty();
  }

  /** Names the file that is there now; empty while a new one is about to take its place. */
  private Optional<Object> key() throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Where the last lines begin that are asked for. */
  private long start(RandomAccessFile in) throws IOException {
    if (request.tailLines().isEmpty()) {
      return 0;
    }
    long wanted = request.tailLines().getAsLong();
    long end = in.length();
    if (wanted == 0) {
      return end;
    }
    byte[] block = new byte[BLOCK];
    long position = end;
    long seen = 0;
    while (position > 0) {
      int size = (int) Math.min(BLOCK, position);
      position -= size;
      in.seek(position);
      in.readFully(block, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        boolean lineEnd = block[i] == '\n' && position + i < end - 1;
        if (lineEnd && ++seen >= wanted) {
          return position + i + 1;
        }
      }
    }
    return 0;
  }

  private void write(byte[] line) throws IOException {
    int stream = indexOf(line, 0);
    int tag = indexOf(line, stream + 1);
    int text = indexOf(line, tag + 1);
    if (stream < 0 || tag < 0) {
      return;
    }
    String written = new String(line, 0, stream, UTF_8);
    // The supervisor writes the zone as +00:00, Kubernetes as Z.
    String time =
        written.endsWith(UTC)
            ? written.substring(0, written.length() - UTC.length()) + "Z"
            : written;
    if (isTooOld(time)) {
      return;
    }
    int end = text < 0 ? line.length : text;
    boolean full = tag + 1 < end && line[tag + 1] == 'F';
    if (atLineStart && request.times() == LineTimes.PREFIX) {
      put((time + " ").getBytes(UTF_8), 0);
    }
    if (text >= 0) {
      put(line, text + 1);
    }
    if (full) {
      put(new byte[] {'\n'}, 0);
    }
    atLineStart = full;
  }

  private boolean isTooOld(String time) {
    if (request.since().isEmpty()) {
      return false;
    }
    try {
      Instant written = OffsetDateTime.parse(time).toInstant();
      return written.isBefore(request.since().get());
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private void put(byte[] bytes, int from) throws IOException {
    int count = (int) Math.min(left, bytes.length - from);
    out.write(bytes, from, count);
    left -= count;
  }

  private static int indexOf(byte[] line, int from) {
    for (int i = Math.max(0, from); i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  /** Whole lines of a file that grows. */
  private static final class Lines {
    private final RandomAccessFile in;
    private byte[] pending = new byte[0];
    private int offset;

    Lines(RandomAccessFile in) {
      this.in = in;
    }

    /** The next line, without its end; empty when none is complete yet. */
    Optional<byte[]> next() throws IOException {
      int searched = offset;
      while (true) {
        for (int i = searched; i < pending.length; i++) {
          if (pending[i] == '\n') {
            byte[] line = Arrays.copyOfRange(pending, offset, i);
            offset = i + 1;
            return Optional.of(line);
          }
        }
        int kept = pending.length - offset;
        byte[] block = Arrays.copyOfRange(pending, offset, pending.length + BLOCK);
        int count = in.read(block, kept, block.length - kept);
        pending = Arrays.copyOf(block, kept + Math.max(0, count));
        offset = 0;
        if (count <= 0) {
          return Optional.empty();
        }
        searched = kept;
      }
    }
  }
}
