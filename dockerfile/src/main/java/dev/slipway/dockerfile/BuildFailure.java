package dev.slipway.dockerfile;

import dev.slipway.base.InputException.Position;
import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A step of a build failed: which, where it stands, why, and the last lines it printed.
 *
 * <p>The message is complete; the parts are there for those who show them otherwise.
 */
public final class BuildFailure extends SlipwayException {
  private final Position position;
  private final String step;
  private final Reason reason;
  private final List<String> lastLines;
  private final Optional<Path> files;

  /** Why a step failed. */
  public sealed interface Reason {
    /** The command ended with another exit code than 0. */
    record Exit(String command, int code) implements Reason {}

    /** The kernel killed the command because the memory limit was reached. */
    record OutOfMemory(String command, int code) implements Reason {}

    /** What was to be done could not be done, for example a file to copy does not exist. */
    record Refused(String problem) implements Reason {}
  }

  public BuildFailure(Position position, String step, Reason reason, List<String> lastLines) {
    this(position, step, reason, lastLines, Optional.empty());
  }

  private BuildFailure(
      Position position, String step, Reason reason, List<String> lastLines, Optional<Path> files) {
    super(message(position, step, reason, lastLines, files));
    this.position = position;
    this.step = step;
    this.reason = reason;
    this.lastLines = List.copyOf(lastLines);
    this.files = files;
  }

  public BuildFailure(Position position, String step, String problem, Throwable cause) {
    super(message(position, step, new Reason.Refused(problem), List.of(), Optional.empty()), cause);
    this.files = Optional.empty();
    this.position = position;
    this.step = step;
    this.reason = new Reason.Refused(problem);
    this.lastLines = List.of();
  }

  /** The same, with where the step's files were left. */
  public BuildFailure withFiles(Path files) {
    return new BuildFailure(position, step, reason, lastLines, Optional.of(files));
  }

  /** Where the step's files were left, when the request asked for it. */
  public Optional<Path> files() {
    return files;
  }

  /** Where the instruction stands in the Dockerfile. */
  public Position position() {
    return position;
  }

  /** The step as the progress output names it, such as {@code [builder 3/6] RUN npm ci}. */
  public String step() {
    return step;
  }

  public Reason reason() {
    return reason;
  }

  /** What the command printed last, oldest first; empty when nothing was run. */
  public List<String> lastLines() {
    return lastLines;
  }

  private static String message(
      Position position, String step, Reason reason, List<String> last, Optional<Path> files) {
    var text = new StringBuilder();
    text.append(position).append(": ").append(step).append(" failed: ").append(describe(reason));
    for (String line : last) {
      text.append("\n  > ").append(line);
    }
    files.ifPresent(directory ->
        text.append("\nits files are in ")
            .append(directory)
            .append("; look at them with: chroot ")
            .append(directory)
            .append(" /bin/sh"));
    return text.toString();
  }

  private static String describe(Reason reason) {
    return switch (reason) {
      case Reason.Exit(String command, int code) ->
          "the command ended with exit code " + code + ": " + command;
      case Reason.OutOfMemory(String command, int code) ->
          "the command ran out of memory and was killed (exit code "
              + code
              + "): "
              + command
              + "; give the build a higher memory limit or let the command use less";
      case Reason.Refused(String problem) -> problem;
    };
  }
}
