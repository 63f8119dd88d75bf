package dev.slipway.runner.run;

import dev.slipway.runner.JobListeners;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Moments in the life of the job {@code a}, at which a test may do something. */
final class Moments {
  private final Map<Moment, Act> acts = new ConcurrentHashMap<>();

  /** In the order in which a job sees them. */
  enum Moment {
    /** Before it has a place: its environment's rules are looked at. */
    RULES,
    /** It has its place, and gets its tokens. */
    IDENTITY,
    /** Its image is got. */
    IMAGE,
    /** Its container is made: the listeners inside are opened. */
    CONTAINER,
    /** It has its container, and the actions of other repositories are looked up. */
    ACTIONS,
    /** In a step of the action {@code test/moment@v1}. */
    STEP,
    /** After that action's step, however the job went. */
    POST,
    /** All has been done. */
    END
  }

  /** What is done. */
  @FunctionalInterface
  interface Act {
    void go() throws Exception;
  }

  void clear() {
    acts.clear();
  }

  void at(Moment moment, Act act) {
    acts.put(moment, act);
  }

  /** On a thread of the job or of what works for it alone. */
  void reached(Moment moment) {
    Act act = acts.get(moment);
    try {
      if (act != null) {
        act.go();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link #reached} for what other jobs and the run itself ask for too. */
  void reachedByJob(Moment moment) {
    if (Thread.currentThread().getName().endsWith("/a")) {
      reached(moment);
    }
  }

  JobListeners listeners() {
    return () ->
        List.of(
            new JobListeners.JobListener(
                7717,
                socket -> {
                  reached(Moment.CONTAINER);
                  return () -> {};
                }));
  }

  NativeAction action() {
    return new MomentAction();
  }

  private final class MomentAction implements NativeAction {
    @Override
    public ActionManifest manifest() {
      return new ActionManifest(
          "test/moment", Set.of("v1"), List.of(), List.of(), ActionManifest.Post.ALWAYS);
    }

    @Override
    public StepResult main(ActionRun run) {
      reached(Moment.STEP);
      return StepResult.succeeded();
    }

    @Override
    public StepResult post(ActionRun run) {
      reached(Moment.POST);
      return StepResult.succeeded();
    }
  }
}
