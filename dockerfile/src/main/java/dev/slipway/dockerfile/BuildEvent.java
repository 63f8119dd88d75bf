package dev.slipway.dockerfile;

import dev.slipway.base.InputException.Position;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that happened in a build.
 *
 * <p>A <em>step</em> is anything with a number in the progress output: loading the Dockerfile,
 * resolving a base image, an instruction that makes a layer, writing an output. Its events arrive
 * in the order started, output…, then exactly one of finished, cached or failed. A step that other
 * work made unnecessary is never started.
 */
public sealed interface BuildEvent {
  /** A step began, or its cached result was found. */
  record StepStarted(int step, String name) implements BuildEvent {}

  /** A line, without its end, that a step printed. */
  record StepOutput(int step, Stream stream, String line, Duration sinceStart)
      implements BuildEvent {}

  /** A step's work was done now. */
  record StepFinished(int step, Duration took) implements BuildEvent {}

  /** A step's result was there already. */
  record StepCached(int step) implements BuildEvent {}

  /** A step failed; the build ends with a {@link BuildFailure}. */
  record StepFailed(int step, Duration took, String message) implements BuildEvent {}

  /** Something people should know: a stand-in is used, a base image could not be reached. */
  record Notice(String message) implements BuildEvent {}

  /** A build check has something to say about the Dockerfile. */
  record Warning(Position position, String rule, String message, Optional<String> url)
      implements BuildEvent {}

  /** Where a line was printed. */
  enum Stream {
    STDOUT,
    STDERR
  }
}
