package dev.slipway.runner.step;

import dev.slipway.workflow.syntax.Step;
import java.util.function.BooleanSupplier;

/**
 * What an action does after the job's last step.
 *
 * @param place of the step that used it
 * @param name of the action
 * @param wanted whether it is done, asked when its turn has come
 */
record PostStep(
    StepPlace place, Step.Common common, String name, BooleanSupplier wanted, StepTurn.Work work) {}
