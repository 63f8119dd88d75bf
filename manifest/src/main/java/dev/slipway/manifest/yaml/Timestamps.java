package dev.slipway.manifest.yaml;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as YAML 1.1 spells them (yaml.org/type/timestamp), the forms Go reads. */
final class Timestamps {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
              + "(?:(?:([Tt])| )([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?"
              + "(Z|[-+][0-9]{2}:[0-9]{2})?)?");
  private static final int NANO_DIGITS = 9;

  private Timestamps() {}

  static boolean matches(String text) {
    return parse(text).isPresent();
  }

  /** The RFC 3339 form of {@code text}, if it is a date or a time. */
  static Optional<String> parse(String text) {
    if (text.length() < 8 || text.charAt(4) != '-') {
      return Optional.empty();
    }
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean dateOnly = m.group(5) == null;
    boolean zoned = m.group(9) != null;
    // With "T" a zone must follow, after a space none may.
    if (!dateOnly && zoned != (m.group(4) != null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(print(m, dateOnly));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String print(Matcher m, boolean dateOnly) {
    String zone = m.group(9) == null ? "Z" : m.group(9);
    String fraction = m.group(8) == null ? "" : m.group(8);
    if (fraction.length() > NANO_DIGITS) {
      fraction = fraction.substring(0, NANO_DIGITS);
    }
    OffsetDateTime time =
        OffsetDateTime.of(
            number(m, 1),
            number(m, 2),
            number(m, 3),
            dateOnly ? 0 : number(m, 5),
            dateOnly ? 0 : number(m, 6),
            dateOnly ? 0 : number(m, 7),
            0,
            ZoneOffset.of(zone));
    String digits = fraction.replaceAll("0+$", "");
    return "%04d-%02d-%02dT%02d:%02d:%02d%s%s"
        .formatted(
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            digits.isEmpty() ? "" : "." + digits,
            zone.equals("+00:00") ? "Z" : zone);
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }
}
