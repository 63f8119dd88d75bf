package dev.slipway.kubernetes.api;

import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Durations as people read them in tables: {@code 5m30s}, {@code 2d5h}. */
final class Ages {
  private static final String UNKNOWN = "<unknown>";

  private Ages() {}

  static String since(JsonNode time, Instant now) {
    return Timestamps.parse(time.asString(""))
        .map(t -> text(Duration.between(t, now)))
        .orElse(UNKNOWN);
  }

  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    seconds = Math.max(0, seconds);
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (minutes < 2) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return withRest(minutes, "m", seconds % 60, "s");
    }
    if (hours < 3) {
      return minutes + "m";
    }
    if (hours < 8) {
      return withRest(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    if (days < 8) {
      return withRest(days, "d", hours % 24, "h");
    }
    if (days < 365 * 2) {
      return days + "d";
    }
    if (days < 365 * 8) {
      return withRest(days / 365, "y", days % 365, "d");
    }
    return days / 365 + "y";
  }

  private static String withRest(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
  }
}
