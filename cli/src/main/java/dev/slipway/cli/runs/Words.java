package dev.slipway.cli.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How runs, jobs and steps are put in words. */
final class Words {
  private static final int BRIEF = 7;
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  static String commit(JsonNode run) {
    String commit = run.path("commit").asString("");
    return commit.substring(0, Math.min(BRIEF, commit.length()));
  }

  /** The ref in few words; a working tree that was run has none worth reading. */
  static String branch(JsonNode run) {
    String ref = run.path("ref").asString("");
    return ref.startsWith(WorkTree.REFS)
        ? "(working tree)"
        : ref.replaceFirst("^refs/(heads|tags)/", "").replaceFirst("^refs/", "");
  }

  /** How it ended, or where it is, with the reason. */
  static String state(JsonNode run) {
    String reason = run.path("reason").asString("");
    String state = run.path("conclusion").asString(run.path("status").asString(""));
    return reason.isEmpty() ? state : state + ": " + reason;
  }

  static String mark(JsonNode node) {
    return switch (node.path("conclusion").asString("")) {
      case "success" -> "✓";
      case "failure" -> "✗";
      case "cancelled" -> "⊘";
      case "skipped" -> "-";
      default -> node.path("status").asString("").equals("running") ? "▶" : "…";
    };
  }

  /** The time between {@code from} and the end, or until now; empty when it has not begun. */
  static String took(JsonNode node, String from, Instant now) {
    Optional<Instant> begun = time(node, from);
    if (begun.isEmpty()) {
      return "";
    }
    long millis = Duration.between(begun.get(), time(node, "ended").orElse(now)).toMillis();
    return millis < 1000 * MINUTE
        ? String.format(Locale.ROOT, "%.1f s", Math.max(0, millis) / 1000.0)
        : String.format(Locale.ROOT, "%d min %d s", millis / 1000 / MINUTE, millis / 1000 % MINUTE);
  }

  static String ago(JsonNode run, Instant now) {
    long seconds =
        time(run, "created").map(t -> Math.max(0, Duration.between(t, now).toSeconds())).orElse(0L);
    if (seconds < MINUTE) {
      return seconds + " s ago";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min ago";
    }
    return seconds < DAY ? seconds / HOUR + " h ago" : seconds / DAY + " d ago";
  }

  private static Optional<Instant> time(JsonNode node, String name) {
    String text = node.path(name).asString("");
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }

  /** Rows of equal length as lines. */
  static List<String> aligned(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
    }
    return line.toString().stripTrailing();
  }
}
