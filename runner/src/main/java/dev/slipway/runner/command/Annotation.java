package dev.slipway.runner.command;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A remark of a step about the run or about a place in a file.
 *
 * @param message what is remarked
 * @param title a heading; empty means none
 * @param file as the step named it, not yet resolved; empty means the run as a whole
 * @param span where in the file
 * @param code the name of the rule, where a problem matcher found one; empty means none
 */
public record Annotation(
    Level level, String message, String title, String file, Span span, String code) {

  /** How bad it is. */
  public enum Level {
    NOTICE,
    WARNING,
    ERROR;

    /** The level that a command or matcher names, ignoring case. */
    public static Optional<Level> of(String name) {
      for (Level level : values()) {
        if (level.name().equalsIgnoreCase(name)) {
          return Optional.of(level);
        }
      }
      return Optional.empty();
    }
  }

  /** Lines and columns, each counted from 1 and each possibly unknown. */
  public record Span(
      OptionalInt line, OptionalInt endLine, OptionalInt column, OptionalInt endColumn) {
    /** Nowhere in particular. */
    public static final Span NONE =
        new Span(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** A single place. */
    static Span at(OptionalInt line, OptionalInt column) {
      return new Span(line, OptionalInt.empty(), column, OptionalInt.empty());
    }
  }

  /** A remark about the run as a whole. */
  public static Annotation of(Level level, String message) {
    return new Annotation(level, message, "", "", Span.NONE, "");
  }

  /** The same with every text masked. */
  public Annotation masked(SecretMasker masker) {
    return new Annotation(
        level,
        masker.mask(message),
        masker.mask(title),
        masker.mask(file),
        span,
        masker.mask(code));
  }
}
