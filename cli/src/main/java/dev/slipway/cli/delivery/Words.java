package dev.slipway.cli.delivery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** How releases are put in words. */
final class Words {
  private static final int BRIEF = 7;
  private static final int DIGEST = 19;
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  /** {@code ?environment=NAME}, empty when none was given. */
  static String query(ParseResult arguments) {
    String environment = arguments.matchedOptionValue("--environment", "");
    return "?environment=" + URLEncoder.encode(environment, StandardCharsets.UTF_8);
  }

  /** What to add to the next command so that it is about the same environment. */
  static String option(ParseResult arguments) {
    String environment = arguments.matchedOptionValue("--environment", "");
    return environment.isEmpty() ? "" : " --environment " + environment;
  }

  static String commit(JsonNode release) {
    String commit = release.path("commit").asString("");
    return commit.isEmpty() ? "-" : commit.substring(0, Math.min(BRIEF, commit.length()));
  }

  static String digest(JsonNode image) {
    String digest = image.path("digest").asString("");
    return digest.isEmpty() ? "unknown" : digest.substring(0, Math.min(DIGEST, digest.length()));
  }

  static String state(JsonNode release) {
    String state = release.path("state").asString("");
    return release.path("quarantined").asBoolean(false) ? state + ", quarantined" : state;
  }

  static String took(JsonNode release) {
    return release.has("milliseconds")
        ? String.format(Locale.ROOT, "%.1f s", release.path("milliseconds").asLong() / 1000.0)
        : "-";
  }

  static String ago(JsonNode release, Instant now) {
    Instant started = Instant.parse(release.path("started").asString());
    long seconds = Math.max(0, Duration.between(started, now).toSeconds());
    if (seconds < MINUTE) {
      return seconds + " s ago";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min ago";
    }
    return seconds < DAY ? seconds / HOUR + " h ago" : seconds / DAY + " d ago";
  }
}
