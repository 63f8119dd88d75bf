package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ObjectValue;
import java.util.Map;
import java.util.Optional;

/** One combination of a job's matrix: steps on a runner, or the jobs of a called workflow. */
sealed interface Execution {
  String id();

  boolean isOver();

  /** How it ended, as far as the run is concerned. */
  Result counted();

  Map<String, String> outputs();

  /**
   * Runs steps.
   *
   * @param phase where it is
   * @param result how it ended
   * @param cancelReason why it is to end early
   */
  record Single(
      JobInstance instance,
      Phase phase,
      Optional<Result> result,
      Optional<String> cancelReason,
      Map<String, String> outputs)
      implements Execution {
    enum Phase {
      WAITING,
      STARTED,
      CANCELLING,
      OVER
    }

    public Single {
      outputs = Map.copyOf(outputs);
    }

    static Single waiting(JobInstance instance) {
      return new Single(instance, Phase.WAITING, Optional.empty(), Optional.empty(), Map.of());
    }

    Single started() {
      return new Single(instance, Phase.STARTED, result, cancelReason, outputs);
    }

    /** To be ended; who waits never starts. */
    Single cancel(String reason) {
      return switch (phase) {
        case WAITING ->
            new Single(
                instance, Phase.OVER, Optional.of(Result.CANCELLED), Optional.of(reason), Map.of());
        case STARTED ->
            cancelReason.isPresent()
                ? this
                : new Single(instance, phase, result, Optional.of(reason), outputs);
        case CANCELLING, OVER -> this;
      };
    }

    /** Whether somebody has still to be told that it is to end. */
    boolean isCancelUntold() {
      return phase == Phase.STARTED && cancelReason.isPresent();
    }

    Single cancelling() {
      return new Single(instance, Phase.CANCELLING, result, cancelReason, outputs);
    }

    Single over(Result how, Map<String, String> produced) {
      return new Single(instance, Phase.OVER, Optional.of(how), cancelReason, produced);
    }

    @Override
    public String id() {
      return instance.id();
    }

    @Override
    public boolean isOver() {
      return phase == Phase.OVER;
    }

    @Override
    public Result counted() {
      Result ended = result.orElse(Result.SUCCESS);
      return ended == Result.FAILURE && instance.continueOnError() ? Result.SUCCESS : ended;
    }
  }

  /**
   * Runs the jobs of a called workflow.
   *
   * @param contexts the calling job's
   */
  record Called(String id, ObjectValue contexts, Frame frame) implements Execution {
    @Override
    public boolean isOver() {
      return frame.isOver();
    }

    @Override
    public Result counted() {
      return frame.result();
    }

    @Override
    public Map<String, String> outputs() {
      return frame.outputs();
    }

    Called with(Frame now) {
      return new Called(id, contexts, now);
    }
  }
}
