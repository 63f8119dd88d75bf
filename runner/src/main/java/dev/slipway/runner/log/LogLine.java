package dev.slipway.runner.log;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line of a log's file: the JSON of {@link LogEntry#json}, written and read without a tree. Logs
 * have millions of lines; whatever is not of the usual form goes through the JSON library.
 */
final class LogLine {
  private static final byte[] NUMBER = ascii("{\"n\":");
  private static final byte[] TIME = ascii(",\"t\":");
  private static final byte[] STEP = ascii(",\"s\":");
  private static final byte[] KIND = ascii(",\"k\":\"");
  private static final byte[] TEXT = ascii("\",\"x\":\"");
  private static final byte[] END = ascii("\"}");
  private static final Map<String, LogEntry.Kind> KINDS =
      Arrays.stream(LogEntry.Kind.values())
          .collect(Collectors.toUnmodifiableMap(LogEntry.Kind::word, kind -> kind));

  private final byte[] bytes;
  private final int end;
  private int at;

  private LogLine(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The line with its end. */
  static byte[] write(LogEntry entry) {
    if (!entry.properties().isEmpty()) {
      return (Json.text(entry.json()) + "\n").getBytes(StandardCharsets.UTF_8);
    }
    var line = new StringBuilder(entry.text().length() + 64);
    line.append("{\"n\":").append(entry.number());
    line.append(",\"t\":").append(entry.time().toEpochMilli());
    line.append(",\"s\":").append(entry.step());
    line.append(",\"k\":\"").append(entry.kind().word()).append("\",\"x\":\"");
    escape(entry.text(), line);
    return line.append("\"}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void escape(String text, StringBuilder into) {
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\') {
        continue;
      }
      into.append(text, done, i).append('\\');
      switch (c) {
        case '"', '\\' -> into.append(c);
        case '\t' -> into.append('t');
        default -> into.append(String.format("u%04x", (int) c));
      }
      done = i + 1;
    }
    into.append(text, done, text.length());
  }

  /**
   * Reads a line without its end.
   *
   * @param file for the message when it is no JSON
   */
  static LogEntry read(byte[] bytes, int from, int to, String file) {
    return new LogLine(bytes, from, to)
        .usual()
        .orElseGet(() -> LogEntry.of(Json.parse(Arrays.copyOfRange(bytes, from, to), file)));
  }

  private Optional<LogEntry> usual() {
    Optional<Long> number = after(NUMBER) ? number() : Optional.empty();
    Optional<Long> time = number.isPresent() && after(TIME) ? number() : Optional.empty();
    Optional<Long> step = time.isPresent() && after(STEP) ? number() : Optional.empty();
    if (step.isEmpty() || !after(KIND)) {
      return Optional.empty();
    }
    int begin = at;
    while (at < end && bytes[at] != '"') {
      at++;
    }
    var kind =
        Optional.ofNullable(
            KINDS.get(new String(bytes, begin, at - begin, StandardCharsets.ISO_8859_1)));
    if (kind.isEmpty() || !after(TEXT)) {
      return Optional.empty();
    }
    int text = at;
    int last = end - END.length;
    while (at < last && bytes[at] != '\\' && bytes[at] != '"') {
      at++;
    }
    if (at != last || !after(END)) {
      return Optional.empty();
    }
    return Optional.of(
        new LogEntry(
            number.get(),
            Instant.ofEpochMilli(time.get()),
            step.get().intValue(),
            kind.get(),
            new String(bytes, text, last - text, StandardCharsets.UTF_8),
            Map.of()));
  }

  private boolean after(byte[] expected) {
    if (end - at < expected.length) {
      return false;
    }
    for (byte one : expected) {
      if (bytes[at++] != one) {
        return false;
      }
    }
    return true;
  }

  private Optional<Long> number() {
    int begin = at;
    long value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - begin < 18) {
      value = value * 10 + bytes[at++] - '0';
    }
    return at == begin ? Optional.empty() : Optional.of(value);
  }
}
