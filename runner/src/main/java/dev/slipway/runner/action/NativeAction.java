package dev.slipway.runner.action;

/**
 * An action that the process performs itself, without fetching the real one: it takes the same
 * inputs and leaves the same outputs, variables and files behind.
 *
 * <p>Implementations hold no state of a step; they are called by many jobs at once.
 */
public interface NativeAction {
  /** Its names, inputs and outputs. */
  ActionManifest manifest();

  /**
   * Performs the step.
   *
   * @throws dev.slipway.base.InputException when an input is wrong; the step fails with its message
   * @throws dev.slipway.base.SlipwayException when it could not be done; likewise
   */
  StepResult main(ActionRun run) throws InterruptedException;

  /**
   * Cleans up after the job's last step, in the reverse order of the steps. Called only when {@link
   * ActionManifest#post} says so and main has begun; {@link ActionRun#state} has what main saved.
   */
  default StepResult post(ActionRun run) throws InterruptedException {
    return StepResult.succeeded();
  }
}
