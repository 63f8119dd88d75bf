package dev.slipway.runner.job;

import dev.slipway.runner.LineListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes lines of bytes: UTF-8, without line ends; what is longer than 64 KiB is broken up. */
final class LineSplitter {
  private static final int LONGEST = 64 << 10;

  private final LineListener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineSplitter(LineListener listener) {
    this.listener = listener;
  }

  void accept(byte[] bytes, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, start, i - start);
        emit();
        start = i + 1;
      } else if (line.size() + i - start >= LONGEST && (bytes[i] & 0xc0) != 0x80) {
        // Never inside a character.
        line.write(bytes, start, i - start);
        emit();
        start = i;
      }
    }
    line.write(bytes, start, to - start);
  }

  /** A last line without an end. */
  void finish() {
    if (line.size() > 0) {
      emit();
    }
  }

  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    listener.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
