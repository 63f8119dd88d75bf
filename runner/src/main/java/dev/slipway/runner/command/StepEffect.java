package dev.slipway.runner.command;

/** What a line of a step's output asks for. Texts are not masked yet. */
public sealed interface StepEffect {
  /** Shows a line in the log. */
  record Print(String text) implements StepEffect {}

  /** Shows a line when debugging is on. */
  record Debug(String text) implements StepEffect {}

  /** Adds a remark to the run and to the log. */
  record Annotate(Annotation annotation) implements StepEffect {}

  /** Starts a foldable part of the log. */
  record BeginGroup(String title) implements StepEffect {}

  record EndGroup() implements StepEffect {}

  /** Hides a value from now on; to be done before the next line is shown. */
  record Mask(String value) implements StepEffect {
    /** Leaves the value out. */
    @Override
    public String toString() {
      return "Mask";
    }
  }

  /** Sets an output of the step. */
  record SetOutput(String name, String value) implements StepEffect {}

  /** Keeps a value for the post part of the same action. */
  record SaveState(String name, String value) implements StepEffect {}

  /** Sets a variable of later steps. */
  record SetVariable(String name, String value) implements StepEffect {}

  /** Puts a directory first on the PATH of later steps. */
  record AddPath(String directory) implements StepEffect {}

  /**
   * Registers the matchers of a file: {@link ProblemMatchers#register}.
   *
   * @param file as the step names it, relative to its workspace
   */
  record AddMatchers(String file) implements StepEffect {}

  /** Forgets the matchers of an owner: {@link ProblemMatchers#remove}. */
  record RemoveMatchers(String owner) implements StepEffect {}

  /** Forgets the matchers whose owners a file names: {@link ProblemMatchers#removeAll}. */
  record RemoveMatchersOf(String file) implements StepEffect {}

  /** A command could not be carried out; the step fails. */
  record Fail(String message) implements StepEffect {}
}
