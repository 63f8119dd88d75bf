package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.log.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A step's work on a thread of its own: it is ended by an interrupt when its time or the job's is
 * over, or when the job is cancelled and the step does not want to run in any case.
 */
final class SupervisedWork {
  /** How long something that does not react to being ended is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JobExecution job;
  private final StepSession session;
  private final int number;
  private final BooleanSupplier wanted;
  private volatile boolean failed;
  private volatile boolean stopping;

  /** What is done. */
  @FunctionalInterface
  interface Body {
    void run() throws InterruptedException, IOException;
  }

  /** Why the work was ended before it ended itself. */
  private enum Stop {
    NONE,
    CANCELLED,
    STEP_TIMEOUT,
    JOB_TIMEOUT
  }

  /**
   * @param number the step's
   * @param wanted whether the step is to go on although the job is cancelled
   */
  SupervisedWork(JobExecution job, StepSession session, int number, BooleanSupplier wanted) {
    this.job = job;
    this.session = session;
    this.number = number;
    this.wanted = wanted;
  }

  /** Whether it has been told to end. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * Does the work to its end, whatever that is.
   *
   * @param limit of the step itself
   * @throws InterruptedException after having ended it: the process stops
   */
  Conclusion execute(Body body, Optional<Deadline> limit) throws InterruptedException {
    JobControl control = job.setting().control();
    control.stepBegins();
    Thread thread =
        Thread.ofVirtual()
            .name("step " + number + " of " + job.setting().order().job().name())
            .start(() -> perform(body, control));
    try {
      return outcome(supervise(thread, control, limit));
    } catch (InterruptedException e) {
      thread.interrupt();
      thread.join(PATIENCE);
      throw e;
    }
  }

  private void perform(Body body, JobControl control) {
    try {
      body.run();
    } catch (InterruptedException e) {
      failed = true;
    } catch (IOException | RuntimeException e) {
      // What breaks because the step is ended says nothing to anybody; why it is ended is said.
      failed = true;
      if (!stopping) {
        session.fail(JobExecution.problem(e));
      }
    } finally {
      control.stepEnded();
    }
  }

  private Stop supervise(Thread thread, JobControl control, Optional<Deadline> limit)
      throws InterruptedException {
    Stop stop = Stop.NONE;
    while (true) {
      Optional<Deadline> own = limit.filter(l -> l.isBefore(job.deadline()));
      Duration left =
          switch (stop) {
            case NONE -> own.orElse(job.deadline()).left();
            // Steps of an action may still clean up, as those of the job do.
            case CANCELLED -> job.deadline().left();
            case STEP_TIMEOUT, JOB_TIMEOUT -> PATIENCE;
          };
      switch (control.await(left)) {
        case STEP_ENDED -> {
          thread.join();
          return stop;
        }
        case CANCELLED -> {
          job.cancelled();
          // A step that wants to run in any case, such as one with always(), goes on.
          if (stop == Stop.NONE && !wanted.getAsBoolean()) {
            stop = Stop.CANCELLED;
            stop(thread);
          }
        }
        case TIMED_OUT -> {
          if (stop != Stop.NONE) {
            session.fail("The step does not end; its container is taken away");
            session.container().close();
            return stop;
          }
          stop = own.isPresent() ? Stop.STEP_TIMEOUT : Stop.JOB_TIMEOUT;
          stop(thread);
        }
      }
    }
  }

  private void stop(Thread thread) {
    stopping = true;
    thread.interrupt();
  }

  private Conclusion outcome(Stop stop) {
    switch (stop) {
      case NONE -> {}
      case CANCELLED -> {
        error("The step was cancelled: " + job.setting().control().cancelReason().orElse(""));
        return Conclusion.CANCELLED;
      }
      case STEP_TIMEOUT -> session.fail("The step has exceeded its timeout-minutes and was ended");
      case JOB_TIMEOUT -> {
        error(overdue());
        return Conclusion.CANCELLED;
      }
    }
    return failed || session.failure().isPresent() ? Conclusion.FAILURE : Conclusion.SUCCESS;
  }

  /**
   * A job whose time is over is cancelled (as GitHub does it), and one that was already is ended.
   */
  private String overdue() {
    var instance = job.setting().order().instance();
    boolean before = job.progress().jobStatus() == Conclusion.CANCELLED;
    if (before) {
      return "The job was cancelled and has not ended within "
          + instance.cancelTimeoutMinutes()
          + " minutes";
    }
    job.cancelled();
    return "The job has exceeded its time of " + instance.timeoutMinutes() + " minutes";
  }

  private void error(String text) {
    session.log().add(LogEntry.Kind.ERROR, text);
  }
}
