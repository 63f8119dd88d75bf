package dev.slipway.runner.log;

import dev.slipway.base.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of a job's log, secrets hidden already.
 *
 * @param number its place in the log, from 1
 * @param step the number of the step, from 1; 0 for what concerns the job
 * @param properties of an annotation: {@code file}, {@code line}, {@code col}, {@code title} and
 *     the like
 */
public record LogEntry(
    long number, Instant time, int step, Kind kind, String text, Map<String, String> properties) {
  /** What a line is. */
  public enum Kind {
    /** Output of a program. */
    LINE,
    /** What is being run. */
    COMMAND,
    /** The title of a foldable part. */
    GROUP,
    ENDGROUP,
    DEBUG,
    NOTICE,
    WARNING,
    ERROR,
    /** What a step tells people about itself, in Markdown. */
    SUMMARY;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As the file writes it. */
    String word() {
      return word;
    }
  }

  public LogEntry {
    properties =
        properties.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** As a line of plain text: what is no plain output says what it is, as on GitHub's pages. */
  public String plain() {
    return switch (kind) {
      case DEBUG -> "Debug: " + text;
      case NOTICE -> "Notice: " + text;
      case WARNING -> "Warning: " + text;
      case ERROR -> "Error: " + text;
      case LINE, COMMAND, GROUP, ENDGROUP, SUMMARY -> text;
    };
  }

  /** One JSON object on one line, without the line's end. */
  public ObjectNode json() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("n", number).put("t", time.toEpochMilli()).put("s", step);
    node.put("k", kind.word()).put("x", text);
    if (!properties.isEmpty()) {
      ObjectNode inner = node.putObject("p");
      properties.forEach(inner::put);
    }
    return node;
  }

  /** Reads what {@link #json} wrote. */
  public static LogEntry of(JsonNode node) {
    var properties = new LinkedHashMap<String, String>();
    node.path("p").properties().forEach(p -> properties.put(p.getKey(), p.getValue().asString()));
    return new LogEntry(
        node.path("n").longValue(),
        Instant.ofEpochMilli(node.path("t").longValue()),
        node.path("s").intValue(),
        Kind.valueOf(node.path("k").asString().toUpperCase(Locale.ROOT)),
        node.path("x").asString(),
        properties);
  }
}
