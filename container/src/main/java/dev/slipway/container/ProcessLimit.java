package dev.slipway.container;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of each process (setrlimit(2)); lowered to what this process may hand out.
 *
 * @param name as in {@code RLIMIT_NOFILE}
 * @param soft what applies
 * @param hard up to where the process may raise it
 */
public record ProcessLimit(String name, long soft, long hard) {
  private static final Pattern FORM =
      Pattern.compile("([a-z]+)=(-1|[0-9]{1,18})(?::(-1|[0-9]{1,18}))?");
  private static final Set<String> NAMES =
      Set.of(
          "as",
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  /** One as docker writes it: {@code nofile=1024}, {@code nofile=1024:2048}; -1 is no limit. */
  public static Optional<ProcessLimit> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !NAMES.contains(matcher.group(1))) {
      return Optional.empty();
    }
    long soft = Long.parseLong(matcher.group(2));
    long hard = matcher.group(3) == null ? soft : Long.parseLong(matcher.group(3));
    return Optional.of(
        new ProcessLimit("RLIMIT_" + matcher.group(1).toUpperCase(Locale.ROOT), soft, hard));
  }

  /** Whether what applies is no more than what it may be raised to. */
  public boolean isInOrder() {
    return hard == -1 || (soft != -1 && soft <= hard);
  }
}
