package dev.slipway.runner.run;

import dev.slipway.runner.environment.Deployment;
import dev.slipway.runner.environment.DeploymentGate;
import dev.slipway.runner.environment.DeploymentGate.Answer;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.step.JobCancelled;
import dev.slipway.runner.step.JobControl;
import dev.slipway.workflow.plan.JobInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Holds jobs back until the rules of their environment let them start. */
final class DeploymentHold {
  /** A machine may sleep, and its clock be set: the time is looked at again so often. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final RunParts parts;
  private final RunFeed news = new RunFeed();

  DeploymentHold(RunParts parts) {
    this.parts = parts;
  }

  /** Somebody has approved or rejected something, or changed the rules. */
  void changed() {
    news.changed();
  }

  /**
   * Waits until a job may start.
   *
   * @param control of the job, which may be cancelled meanwhile
   * @param waiting told why it waits, whenever that changes
   * @return why it never will; empty when it may
   */
  Optional<String> pass(RunView run, JobInstance job, JobControl control, Consumer<String> waiting)
      throws InterruptedException, JobCancelled {
    Optional<String> environment = job.environment().map(JobInstance.Environment::name);
    String said = "";
    while (environment.isPresent()) {
      // The number of the news comes first: what happens while looking is looked for again.
      long seen = news.version();
      Instant now = parts.clock().instant();
      switch (ask(run, job.id(), environment.get())) {
        case Answer.Open open -> environment = Optional.empty();
        case Answer.Closed(String reason) -> {
          return Optional.of(reason);
        }
        case Answer.Waits(String reason, Instant until) -> {
          if (!reason.equals(said)) {
            waiting.accept(reason);
            said = reason;
          }
          Duration left = Duration.between(now, until);
          Duration most = left.compareTo(LONGEST) < 0 ? left : LONGEST;
          control.whileWanted(() -> news.await(seen, most));
        }
      }
    }
    return Optional.empty();
  }

  private Answer ask(RunView run, String job, String name) {
    Optional<EnvironmentStore.Environment> environment =
        parts.environments().find(run.repository(), name);
    if (environment.isEmpty()) {
      return new Answer.Open();
    }
    Deployment deployment = parts.environments().begin(run.id(), run.attempt(), job, name);
    return ask(run, environment.get(), deployment);
  }

  /** Whether the job of a deployment may start by now. */
  Answer ask(RunView run, EnvironmentStore.Environment environment, Deployment deployment) {
    boolean isProtected = parts.repositories().isProtected(run.repository(), run.ref());
    return DeploymentGate.ask(
        environment.rules(),
        deployment,
        new DeploymentGate.Source(run.ref(), isProtected),
        parts.clock().instant());
  }
}
