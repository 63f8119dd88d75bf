package dev.slipway.runner.command;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.runner.command.MatcherPattern.Field;
import dev.slipway.runner.command.MatcherPattern.Repetition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A problem matcher as its file defines it.
 *
 * @param owner a newer matcher of the same owner replaces this one
 * @param severity of problems that state none
 * @param fromPath the project file that relative paths start from; empty for the workspace
 * @param patterns one for each line of a problem's report
 */
record MatcherDefinition(
    String owner, String severity, String fromPath, List<MatcherPattern> patterns) {

  private static final String ROOT = "problemMatcher";

  MatcherDefinition {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads a file of matchers.
   *
   * @param name of the file, for messages
   * @throws InputException when something in it is missing or contradictory
   */
  static List<MatcherDefinition> readAll(byte[] json, String name) {
    var list = Json.parse(json, name).path(ROOT);
    if (!list.isArray() || list.isEmpty()) {
      throw invalid(name, "there is no list '" + ROOT + "'", "");
    }
    List<MatcherDefinition> matchers = new ArrayList<>();
    list.forEach(matcher -> matchers.add(read(matcher, name)));
    return matchers;
  }

  /** The owners a file names, whatever else is in it. */
  static List<String> owners(byte[] json, String name) {
    List<String> owners = new ArrayList<>();
    Json.parse(json, name).path(ROOT).forEach(m -> owners.add(m.path("owner").asString("")));
    return owners;
  }

  private static MatcherDefinition read(JsonNode json, String name) {
    String owner = json.path("owner").asString("");
    if (owner.isBlank()) {
      throw invalid(name, "a problem matcher has no owner", "Add \"owner\": \"name-of-the-tool\".");
    }
    String what = name + ", owner " + owner;
    String severity = json.path("severity").asString("error");
    if (Annotation.Level.of(severity).isEmpty()) {
      throw invalid(what, "unknown severity '" + severity + "'", "Use error, warning or notice.");
    }
    List<MatcherPattern> patterns = new ArrayList<>();
    json.path("pattern").forEach(pattern -> patterns.add(pattern(pattern, what)));
    check(patterns, what);
    return new MatcherDefinition(owner, severity, json.path("fromPath").asString(""), patterns);
  }

  private static MatcherPattern pattern(JsonNode json, String what) {
    var expression = expression(json.path("regexp").asString(""), what);
    Map<Field, Integer> groups = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      var group = json.path(field.key());
      if (group.isMissingNode()) {
        continue;
      }
      if (!group.isInt() || group.intValue() < 1 || group.intValue() > expression.groupCount()) {
        throw invalid(
            what,
            "'%s' is %s, but the expression has groups 1 to %d"
                .formatted(field.key(), group, expression.groupCount()),
            "");
      }
      groups.put(field, group.intValue());
    }
    boolean loop = json.path("loop").asBoolean(false);
    return new MatcherPattern(expression, groups, loop ? Repetition.LOOP : Repetition.ONCE);
  }

  private static Pattern expression(String regexp, String what) {
    if (regexp.isEmpty()) {
      throw invalid(what, "a pattern has no regexp", "");
    }
    try {
      return Pattern.compile(regexp);
    } catch (PatternSyntaxException e) {
      throw new InputException(
          InputException.Position.of(what),
          "the expression " + regexp + " is not supported: " + e.getDescription(),
          "Expressions run in linear time here: no look-around and no references to groups.",
          e);
    }
  }

  private static void check(List<MatcherPattern> patterns, String what) {
    if (patterns.isEmpty()) {
      throw invalid(what, "there is no list 'pattern' with at least one pattern", "");
    }
    Set<Field> seen = EnumSet.noneOf(Field.class);
    int last = patterns.size() - 1;
    for (int i = 0; i <= last; i++) {
      var pattern = patterns.get(i);
      for (Field field : pattern.groups().keySet()) {
        if (!seen.add(field)) {
          throw invalid(what, "two patterns set '" + field.key() + "'", "");
        }
      }
      boolean mayLoop = i == last && last > 0;
      if (pattern.loop() == Repetition.LOOP && !mayLoop) {
        throw invalid(what, "only the last of several patterns may loop", "");
      }
    }
    if (!patterns.getLast().groups().containsKey(Field.MESSAGE)) {
      throw invalid(what, "the last pattern does not set 'message'", "");
    }
  }

  private static InputException invalid(String what, String problem, String hint) {
    return new InputException(InputException.Position.of(what), problem, hint);
  }
}
