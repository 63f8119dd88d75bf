package dev.slipway.runner.command;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of what a problem matcher looks for. Its expression runs in time linear in the line, so
 * that no output can make it hang.
 *
 * @param groups the group of the expression that holds each field
 * @param loop whether it may match several lines in a row
 */
record MatcherPattern(Pattern expression, Map<Field, Integer> groups, Repetition loop) {
  /** What can be found about a problem. */
  enum Field {
    FILE("file"),
    FROM_PATH("fromPath"),
    LINE("line"),
    COLUMN("column"),
    SEVERITY("severity"),
    CODE("code"),
    MESSAGE("message");

    private final String key;

    Field(String key) {
      this.key = key;
    }

    /** As it is called in a matcher's file. */
    String key() {
      return key;
    }
  }

  enum Repetition {
    ONCE,
    LOOP
  }

  /** The fields in a line that matches; those that are absent or empty are left out. */
  Optional<Map<Field, String>> match(String line) {
    Matcher matcher = expression.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Map<Field, String> found = new EnumMap<>(Field.class);
    groups.forEach((field, group) -> {
      String value = matcher.group(group);
      if (value != null && !value.isEmpty()) {
        found.put(field, value);
      }
    });
    return Optional.of(found);
  }
}
