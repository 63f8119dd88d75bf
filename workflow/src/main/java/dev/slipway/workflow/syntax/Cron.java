package dev.slipway.workflow.syntax;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A time table in five fields: minute, hour, day of month, month, day of week.
 *
 * <p>A day must be in both day fields, unless both are restricted: then one of them is enough.
 */
public final class Cron {
  static final String HINT = "Write minute hour day month weekday, as in '30 5 * * 1-5'.";

  private static final int SHORTEST_GAP = 5;
  private static final int YEARS_AHEAD = 8;
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean eitherDay;

  private Cron(String[] fields) {
    this.minutes = field(fields[0], 0, 59, List.of(), 0);
    this.hours = field(fields[1], 0, 23, List.of(), 0);
    this.days = field(fields[2], 1, 31, List.of(), 0);
    this.months = field(fields[3], 1, 12, MONTHS, 1);
    this.weekdays = field(fields[4], 0, 7, DAYS, 0);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    this.eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
  }

  /**
   * Reads a time table.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Cron parse(String text) {
    String[] fields = text.strip().split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "The time table '" + text + "' has " + fields.length + " fields, not 5");
    }
    return new Cron(fields);
  }

  /** What is wrong with a workflow's time table. */
  static Optional<String> problem(String text) {
    try {
      parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** The first moment after {@code after}, in its time zone; empty for days that never come. */
  public Optional<ZonedDateTime> next(ZonedDateTime after) {
    ZonedDateTime at = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime end = at.plusYears(YEARS_AHEAD);
    while (at.isBefore(end)) {
      if (!months.get(at.getMonthValue())) {
        at = at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
      } else if (!matchesDay(at)) {
        at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.get(at.getHour())) {
        at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.get(at.getMinute())) {
        at = at.plusMinutes(1);
      } else {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private boolean matchesDay(ZonedDateTime at) {
    boolean day = days.get(at.getDayOfMonth());
    boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % DayOfWeek.values().length);
    return eitherDay ? day || weekday : day && weekday;
  }

  /** Whether two starts of one hour, or of two hours in a row, are less than five minutes apart. */
  boolean isTooOften() {
    int first = minutes.nextSetBit(0);
    int previous = first;
    for (int m = minutes.nextSetBit(first + 1); m >= 0; m = minutes.nextSetBit(m + 1)) {
      if (m - previous < SHORTEST_GAP) {
        return true;
      }
      previous = m;
    }
    long hour = Duration.ofHours(1).toMinutes();
    boolean adjacent = hours.cardinality() > 1 && previous != first;
    return adjacent && first + hour - previous < SHORTEST_GAP && inARow();
  }

  private boolean inARow() {
    for (int h = 0; h < 24; h++) {
      if (hours.get(h) && hours.get((h + 1) % 24)) {
        return true;
      }
    }
    return false;
  }

  private static BitSet field(String text, int low, int high, List<String> names, int base) {
    BitSet set = new BitSet(high + 1);
    for (String part : text.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      int step = stepped.length == 2 ? number(stepped[1], text) : 1;
      if (stepped.length > 2 || step < 1) {
        throw invalid(text);
      }
      String range = stepped[0];
      int from = low;
      int to = high;
      if (!range.equals("*")) {
        String[] ends = range.split("-", -1);
        from = value(ends[0], names, base, text);
        to =
            ends.length == 2
                ? value(ends[1], names, base, text)
                : stepped.length == 2 ? high : from;
        if (ends.length > 2) {
          throw invalid(text);
        }
      }
      if (from < low || to > high || from > to) {
        throw invalid(text);
      }
      for (int i = from; i <= to; i += step) {
        set.set(i);
      }
    }
    return set;
  }

  private static int value(String text, List<String> names, int base, String field) {
    int index = names.indexOf(text.toUpperCase(Locale.ROOT));
    return index >= 0 ? index + base : number(text, field);
  }

  private static int number(String text, String field) {
    if (!text.matches("[0-9]{1,2}")) {
      throw invalid(field);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException invalid(String field) {
    return new IllegalArgumentException("'" + field + "' is no valid field of a time table");
  }
}
