package dev.slipway.manifest.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times written without quotes: the forms of YAML 1.1 that kustomize understands. */
final class PointInTime {
  private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(.*)");

  /** With a {@code T} a zone must follow, behind spaces there is none. */
  private static final Pattern TIME =
      Pattern.compile(
          "([Tt]|\\s+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\\.([0-9]+))?(Z|[-+][0-9]{2}:[0-9]{2})?");

  private static final int NANO_DIGITS = 9;

  private PointInTime() {}

  /** The time in RFC 3339, in the zone it was written in; nothing when {@code text} is none. */
  static Optional<String> canonical(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.of(number(date, 1), number(date, 2), number(date, 3));
      String rest = date.group(4);
      return rest.isEmpty()
          ? Optional.of(day + "T00:00:00Z")
          : time(rest).map(time -> day + "T" + time);
    } catch (DateTimeException e) {
      // There is no such day or hour: it is text that looks like one.
      return Optional.empty();
    }
  }

  private static Optional<String> time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return Optional.empty();
    }
    boolean zoneExpected = time.group(1).equalsIgnoreCase("T");
    Optional<String> zone = Optional.ofNullable(time.group(6));
    if (zoneExpected != zone.isPresent()) {
      return Optional.empty();
    }
    LocalTime clock = LocalTime.of(number(time, 2), number(time, 3), number(time, 4));
    String seconds =
        "%02d:%02d:%02d".formatted(clock.getHour(), clock.getMinute(), clock.getSecond());
    return Optional.of(seconds + fraction(time) + zone.map(PointInTime::zone).orElse("Z"));
  }

  private static String fraction(Matcher time) {
    String digits = Optional.ofNullable(time.group(5)).orElse("");
    String nanos = digits.substring(0, Math.min(digits.length(), NANO_DIGITS));
    String shortest = nanos.replaceFirst("0+$", "");
    return shortest.isEmpty() ? "" : "." + shortest;
  }

  private static String zone(String text) {
    return text.substring(1).equals("00:00") ? "Z" : text;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
