package dev.slipway.runner.command;

import dev.slipway.runner.command.MatcherPattern.Field;
import dev.slipway.runner.command.MatcherPattern.Repetition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One problem matcher and how far it has come. For one thread. */
final class ProblemMatcher {
  private final MatcherDefinition definition;

  /** What the patterns before the last have found; each waits for the line behind its own. */
  private final List<Optional<Map<Field, String>>> waiting;

  ProblemMatcher(MatcherDefinition definition) {
    this.definition = definition;
    this.waiting =
        new ArrayList<>(Collections.nCopies(definition.patterns().size(), Optional.empty()));
  }

  String owner() {
    return definition.owner();
  }

  void reset() {
    Collections.fill(waiting, Optional.empty());
  }

  /** What the line completes, if it completes something. */
  Optional<Map<Field, String>> match(String line) {
    int last = waiting.size() - 1;
    var complete = match(last, line);
    boolean loops = definition.patterns().get(last).loop() == Repetition.LOOP;
    // What a looping pattern belongs to waits on; all else was waiting for this very line.
    int kept = loops && complete.isPresent() ? last - 1 : last;
    for (int i = last - 1; i >= 0; i--) {
      if (i != kept) {
        waiting.set(i, kept == last ? match(i, line) : Optional.empty());
      }
    }
    return complete;
  }

  private Optional<Map<Field, String>> match(int index, String line) {
    Optional<Map<Field, String>> before =
        index == 0 ? Optional.of(Map.of()) : waiting.get(index - 1);
    return before.flatMap(
        fields -> definition.patterns().get(index).match(line).map(found -> joined(fields, found)));
  }

  private static Map<Field, String> joined(Map<Field, String> before, Map<Field, String> now) {
    Map<Field, String> all = new EnumMap<>(Field.class);
    all.putAll(before);
    all.putAll(now);
    return all;
  }

  /** The problem of these fields; empty when it has no message, or a severity nobody knows. */
  Optional<Annotation> annotation(Map<Field, String> fields) {
    String message = fields.getOrDefault(Field.MESSAGE, "");
    String severity = fields.getOrDefault(Field.SEVERITY, definition.severity());
    if (message.isBlank()) {
      return Optional.empty();
    }
    return Annotation.Level.of(severity)
        .map(level ->
            new Annotation(
                level,
                message,
                "",
                file(fields),
                Annotation.Span.at(
                    Digits.positive(fields.getOrDefault(Field.LINE, "")),
                    Digits.positive(fields.getOrDefault(Field.COLUMN, ""))),
                fields.getOrDefault(Field.CODE, "")));
  }

  /** A relative file is meant from the directory of the project file that the tool named. */
  private String file(Map<Field, String> fields) {
    String file = fields.getOrDefault(Field.FILE, "");
    String from = fields.getOrDefault(Field.FROM_PATH, definition.fromPath());
    int slash = from.lastIndexOf('/');
    return file.isEmpty() || file.startsWith("/") || slash < 0
        ? file
        : from.substring(0, slash + 1) + file;
  }
}
