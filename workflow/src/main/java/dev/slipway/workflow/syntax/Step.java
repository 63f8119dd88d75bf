package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.List;
import java.util.Optional;

/** A step of a job. */
public sealed interface Step {
  Common common();

  /**
   * What every step has.
   *
   * @param id as written, or made up: {@code __run}, {@code __actions_checkout_2}
   * @param named whether the file gives the id
   * @param condition its {@code if}
   */
  record Common(
      String id,
      boolean named,
      Position at,
      Optional<Data> name,
      Data.Guard condition,
      Optional<Data> env,
      Optional<Data> continueOnError,
      Optional<Data> timeoutMinutes,
      boolean background) {}

  /** Runs a script. */
  record Run(Common common, Data script, Optional<Data> shell, Optional<Data> workingDirectory)
      implements Step {}

  /** Runs an action. */
  record Uses(Common common, String action, Position actionAt, Optional<Data> with)
      implements Step {}

  /** Waits for background steps: those named, or all. */
  record Wait(Common common, List<String> steps, boolean all) implements Step {
    public Wait {
      steps = List.copyOf(steps);
    }
  }

  /** Ends a background step. */
  record Cancel(Common common, String step) implements Step {}

  /** Runs steps side by side and waits for them. */
  record Parallel(Common common, List<Step> steps) implements Step {
    public Parallel {
      steps = List.copyOf(steps);
    }
  }
}
