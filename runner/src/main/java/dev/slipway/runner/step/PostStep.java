package dev.slipway.runner.step;

import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import dev.slipway.workflow.syntax.Step;
import java.io.IOException;
import java.util.Map;

/**
 * What an action does after the job's last step.
 *
 * @param name of the step that used it
 * @param state what its main part has kept
 */
record PostStep(
    Step.Common common,
    String name,
    NativeAction action,
    Map<String, String> inputs,
    Map<String, String> state) {
  void run(JobExecution job, StepTurn turn) throws InterruptedException, IOException {
    Map<String, String> environment = turn.environment(turn.variables());
    var run = new StepActionRun(job.setting().order(), turn.session(), inputs, environment, state);
    if (action.post(run) instanceof StepResult.Failed(String message)) {
      turn.session().fail(message);
    }
  }
}
