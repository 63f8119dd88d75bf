package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.List;
import java.util.Optional;

/**
 * An action's own file, {@code action.yml}, read and checked.
 *
 * @param file its path, for positions
 * @param inputs in the file's order
 */
public record ActionFile(
    String file, String name, List<Input> inputs, List<Output> outputs, Runs runs) {
  public ActionFile {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * An input.
   *
   * @param fallback its value when a step gives none
   * @param deprecation what its author says to those who still use it
   */
  public record Input(
      String name, Position at, Optional<Data> fallback, Optional<String> deprecation) {}

  /**
   * An output.
   *
   * @param value of a composite action's output
   */
  public record Output(String name, Position at, Optional<Data> value) {}

  /** How it is carried out. */
  public sealed interface Runs {
    Position at();
  }

  /**
   * Programs for Node.js, by their paths below the action's directory.
   *
   * @param using such as {@code node20}
   */
  public record JavaScript(
      Position at,
      String using,
      String main,
      Optional<String> pre,
      Data.Guard preIf,
      Optional<String> post,
      Data.Guard postIf)
      implements Runs {}

  /** Steps, in the place of the one that uses it. */
  public record Composite(Position at, List<Step> steps) implements Runs {
    public Composite {
      steps = List.copyOf(steps);
    }
  }

  /** A container image. */
  public record Container(Position at) implements Runs {}
}
