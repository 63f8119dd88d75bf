package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Step;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One step's turn: whether it runs, for how long, and what its end means. Its work is supervised
 * ({@link SupervisedWork}).
 */
final class StepTurn {
  private final JobExecution job;
  private final StepPlace place;
  private final Step.Common common;
  private final int number;
  private final String description;
  private final StepSession session;
  private final StepSight sight;
  private final SupervisedWork supervised;
  private BooleanSupplier condition = this::holds;
  private Optional<StepTurn> around = Optional.empty();

  /** The work of a step. */
  @FunctionalInterface
  interface Work {
    void run(StepTurn turn) throws InterruptedException, IOException;
  }

  StepTurn(StepPlace place, Step.Common common, int number, String description) {
    this.job = place.job();
    this.place = place;
    this.common = common;
    this.number = number;
    this.description = description;
    var log = new StepLog(job.setting().log(), job.progress().masker(), number);
    this.session = new StepSession(job.setting().container(), place.progress(), log);
    this.sight = new StepSight(place, common);
    this.supervised = new SupervisedWork(job, session, number, this::holdsStill);
  }

  StepSession session() {
    return session;
  }

  StepPlace place() {
    return place;
  }

  /** The number of the job's step that this belongs to. */
  int number() {
    return number;
  }

  void run(Work work) throws InterruptedException {
    job.heedCancellation();
    String name = name();
    boolean wanted;
    try {
      wanted = holds();
    } catch (RuntimeException e) {
      begin(name);
      session.fail("The condition of the step is wrong: " + JobExecution.problem(e));
      end(name, Conclusion.FAILURE);
      return;
    }
    if (!wanted) {
      conclude(name, Conclusion.SKIPPED);
      return;
    }
    begin(name);
    end(name, execute(work));
  }

  /**
   * As {@link #run}, for what an action does before the first step or after the last one.
   *
   * @param wanted whether it is done, also when the job is cancelled while it is
   */
  void runAround(BooleanSupplier wanted, Work work) throws InterruptedException {
    job.heedCancellation();
    condition = wanted;
    boolean runs;
    try {
      runs = wanted.getAsBoolean();
    } catch (RuntimeException e) {
      begin(description);
      session.fail("The condition of " + description + " is wrong: " + JobExecution.problem(e));
      endAround(Conclusion.FAILURE);
      return;
    }
    if (runs) {
      begin(description);
      endAround(execute(work));
    } else {
      job.setting().listener().ended(number, description, Conclusion.SKIPPED, Conclusion.SKIPPED);
    }
  }

  private void endAround(Conclusion outcome) {
    session.leave();
    job.progress().concluded(outcome);
    job.setting().listener().ended(number, description, outcome, outcome);
  }

  /**
   * As {@link #run} for a step of an action: it is part of the job's step that uses the action, and
   * done on its thread.
   *
   * @param user the step that uses the action
   */
  void runInside(StepTurn user, Work work) throws InterruptedException {
    around = Optional.of(user);
    // One that begins although its action is being ended breaks for reasons of its own.
    boolean late = user.isStopping();
    Conclusion outcome = Conclusion.SKIPPED;
    try {
      if (holds()) {
        workInside(work);
        outcome = session.failure().isPresent() ? Conclusion.FAILURE : Conclusion.SUCCESS;
      }
    } catch (IOException | RuntimeException e) {
      boolean ended = !late && user.isStopping();
      outcome = ended ? Conclusion.CANCELLED : Conclusion.FAILURE;
      if (!ended) {
        session.fail(JobExecution.problem(e));
      }
    } catch (InterruptedException e) {
      place.progress().step(common, session.outputs(), Conclusion.CANCELLED, Conclusion.CANCELLED);
      throw e;
    }
    session.leave();
    Conclusion conclusion =
        outcome == Conclusion.FAILURE && mayFail() ? Conclusion.SUCCESS : outcome;
    place.progress().step(common, session.outputs(), outcome, conclusion);
    place.progress().concluded(conclusion);
  }

  /** As {@link #runInside} for what an action of a composite does before the job's first step. */
  Optional<String> runBefore(Work work) throws InterruptedException {
    try {
      workInside(work);
    } catch (IOException | RuntimeException e) {
      session.fail(JobExecution.problem(e));
    }
    session.leave();
    return session.failure().map(why -> description + " has failed before the job");
  }

  private void workInside(Work work) throws InterruptedException, IOException {
    try {
      work(work);
    } catch (InterruptedException e) {
      session.leave();
      throw e;
    }
  }

  private boolean holds() {
    return common.condition().condition().holds(scope(place.progress().environment()));
  }

  private String name() {
    try {
      return common
          .name()
          .map(data -> Evaluation.text(data, scope(place.progress().environment())))
          .filter(text -> !text.isBlank())
          .map(job.progress().masker()::mask)
          .orElse(job.progress().masker().mask(description));
    } catch (RuntimeException e) {
      // The step itself will say what is wrong with its contexts; its name must not hide that.
      return description;
    }
  }

  private void begin(String name) {
    job.setting().listener().started(number, name);
  }

  private void end(String name, Conclusion outcome) {
    session.leave();
    conclude(name, outcome);
  }

  private void conclude(String name, Conclusion outcome) {
    Conclusion conclusion = outcome;
    if (outcome == Conclusion.FAILURE && mayFail()) {
      conclusion = Conclusion.SUCCESS;
    }
    place.progress().step(common, session.outputs(), outcome, conclusion);
    place.progress().concluded(conclusion);
    job.setting().listener().ended(number, name, outcome, conclusion);
  }

  private boolean mayFail() {
    try {
      return common
          .continueOnError()
          .map(data -> Evaluation.isTrue(Evaluation.value(data, scope(variables()))))
          .orElse(false);
    } catch (RuntimeException e) {
      session.fail("continue-on-error is wrong: " + JobExecution.problem(e));
      return false;
    }
  }

  private Conclusion execute(Work work) throws InterruptedException {
    Optional<Deadline> limit;
    try {
      limit = limit();
    } catch (RuntimeException e) {
      session.fail("timeout-minutes is wrong: " + JobExecution.problem(e));
      return Conclusion.FAILURE;
    }
    return supervised.execute(() -> work(work), limit);
  }

  private Optional<Deadline> limit() {
    return common
        .timeoutMinutes()
        .map(data -> Evaluation.value(data, scope(variables())).number())
        .map(minutes -> Deadline.after(JobControl.minutes(minutes)));
  }

  private void work(Work work) throws InterruptedException, IOException {
    CommandFiles made = CommandFiles.make(session.container().files());
    sight.tells(made);
    try {
      work.run(this);
    } finally {
      // The work was to end; what it has written into its files is read all the same.
      Thread.interrupted();
      try {
        session.collect(made);
      } finally {
        made.remove();
      }
    }
  }

  /** Whether it, or a step that uses the action it is part of, has been told to end. */
  private boolean isStopping() {
    return supervised.isStopping() || around.map(StepTurn::isStopping).orElse(false);
  }

  private boolean holdsStill() {
    try {
      return condition.getAsBoolean();
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** See {@link StepSight#variables}. */
  Map<String, String> variables() {
    return sight.variables();
  }

  /** See {@link StepSight#environment}. */
  Map<String, String> environment(Map<String, String> own) {
    return sight.environment(own);
  }

  StepScope scope(Map<String, String> environment) {
    return sight.scope(environment);
  }
}
