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

    /**
     * The kernel killed the command because the memory limit was reached.
     *
     * @param limit in bytes
     */
    record OutOfMemory(String command, int code, long limit) implements Reason {}

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

  /** The same, with the program that shows the files that the step left. */
  public BuildFailure withFiles(Path program) {
    return new BuildFailure(position, step, reason, lastLines, Optional.of(program));
  }

  /** The program that shows the files that the step left, when the request asked for it. */
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
    files.ifPresent(program ->
        text.append("\nits files are kept for a week or until three more steps fail;")
            .append(" look at them with: sudo ")
            .append(program));
    return text.toString();
  }

  private static String size(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }

  private static String describe(Reason reason) {
    return switch (reason) {
      case Reason.Exit(String command, int code) ->
          "the command ended with exit code " + code + ": " + command;
      case Reason.OutOfMemory(String command, int code, long limit) ->
          "the command ran out of memory and was killed (exit code "
              + code
              + "): "
              + command
              + "\n  > the build's memory limit is "
              + size(limit)
              + ": give it more by --memory, or let the command use less";
      case Reason.Refused(String problem) -> problem;
    };
  }
}
