package dev.slipway.dockerfile.build;

import dev.slipway.container.OutputListener;
import dev.slipway.dockerfile.BuildEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes lines of a command's output and keeps the last ones for the error message. */
final class OutputLines implements OutputListener {
  private static final int KEPT = 20;
  private static final int LONGEST = 64 << 10;

  private final Progress.Running step;
  private final Map<Stream, ByteArrayOutputStream> partial = new EnumMap<>(Stream.class);
  private final Deque<String> last = new ArrayDeque<>();

  OutputLines(Progress.Running step) {
    this.step = step;
  }

  @Override
  public synchronized void output(Stream stream, byte[] bytes) {
    var line = partial.computeIfAbsent(stream, s -> new ByteArrayOutputStream());
    for (byte b : bytes) {
      if (b == '\n') {
        emit(stream, line);
      } else {
        line.write(b);
        if (line.size() == LONGEST) {
          emit(stream, line);
        }
      }
    }
  }

  /** Emits what has no line end yet. */
  synchronized void finish() {
    partial.forEach((stream, line) -> {
      if (line.size() > 0) {
        emit(stream, line);
      }
    });
  }

  synchronized List<String> last() {
    return List.copyOf(last);
  }

  private void emit(Stream stream, ByteArrayOutputStream bytes) {
    String line = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    if (line.endsWith("\r")) {
      line = line.substring(0, line.length() - 1);
    }
    last.addLast(line);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
    step.line(
        switch (stream) {
          case STDOUT -> BuildEvent.Stream.STDOUT;
          case STDERR -> BuildEvent.Stream.STDERR;
        },
        line);
  }
}
