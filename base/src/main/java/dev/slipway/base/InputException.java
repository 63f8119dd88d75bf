package dev.slipway.base;

import java.util.Optional;

/**
 * Something a user wrote is wrong: what, where, and what to do about it.
 *
 * <p>The one exception for invalid user input (a Dockerfile, a manifest, a kustomization, a command
 * line). It is thrown before anything has been done with the input.
 */
public final class InputException extends RuntimeException {
  private final Position position;
  private final String problem;
  private final String hint;

  /**
   * Where the mistake is.
   *
   * @param file the file as the user named it, or a description such as {@code request body}
   * @param line the line, counted from 1; 0 when the whole file is meant
   * @param column the column, counted from 1; 0 when the whole line is meant
   */
  public record Position(String file, int line, int column) {
    /** The whole of {@code file}. */
    public static Position of(String file) {
      return new Position(file, 0, 0);
    }

    /** {@code file:line:column}, as editors and terminals make clickable. */
    @Override
    public String toString() {
      return line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
  }

  public InputException(Position position, String problem, String hint) {
    super(format(position, problem, hint));
    this.position = position;
    this.problem = problem;
    this.hint = hint;
  }

  public InputException(Position position, String problem, String hint, Throwable cause) {
    super(format(position, problem, hint), cause);
    this.position = position;
    this.problem = problem;
    this.hint = hint;
  }

  public Position position() {
    return position;
  }

  /** What is wrong, without the position. */
  public String problem() {
    return problem;
  }

  /** What to do about it; empty when the problem says it all. */
  public Optional<String> hint() {
    return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
  }

  private static String format(Position position, String problem, String hint) {
    String text = position + ": " + problem;
    return hint.isEmpty() ? text : text + "\n  " + hint;
  }
}
