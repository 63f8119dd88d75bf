package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.job.JobBase;
import dev.slipway.runner.job.JobContainer;
import dev.slipway.runner.log.JobLog;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.runner.step.JobCancelled;
import dev.slipway.runner.step.JobControl;
import dev.slipway.runner.step.JobExecution;
import dev.slipway.runner.step.JobGround;
import dev.slipway.runner.step.JobOrder;
import dev.slipway.runner.step.JobResult;
import dev.slipway.runner.step.StepListener;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.plan.JobInstance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * One job's turn: waits for its environment, its group and a place, runs, and tells the driver how
 * it ended.
 */
final class JobTurn implements ConcurrencyGroups.Member {
  private static final System.Logger LOG = System.getLogger(JobTurn.class.getName());

  /** How long the end of this process waits for that of a job. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RunParts parts;
  private final ConcurrencyGroups groups;
  private final JobPlaces places;
  private final DeploymentHold hold;
  private final RunDriver driver;
  private final JobInstance job;
  private final RunFeed feed;
  private final RunView run;
  private final JobControl control = new JobControl();
  private final CountDownLatch turn = new CountDownLatch(1);
  private boolean held;
  private volatile boolean abandoned;
  private @Nullable Thread thread;

  JobTurn(
      RunParts parts,
      ConcurrencyGroups groups,
      JobPlaces places,
      DeploymentHold hold,
      RunDriver driver,
      JobInstance job,
      RunFeed feed) {
    this.parts = parts;
    this.groups = groups;
    this.places = places;
    this.hold = hold;
    this.driver = driver;
    this.job = job;
    this.feed = feed;
    this.run = driver.view();
  }

  void begin() {
    thread = Thread.ofVirtual().name("job " + run.id() + "/" + job.id()).start(this::takeTurn);
  }

  @Override
  public void turn() {
    turn.countDown();
  }

  @Override
  public void superseded(String by) {
    cancel(by + " takes its place in the concurrency group");
  }

  void cancel(String reason) {
    control.cancel(reason);
  }

  /** The process ends: what runs is ended, and nobody is told. */
  void abandon() {
    abandoned = true;
    Thread waiting = thread;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  /** Waits, after {@link #abandon}, until nothing of the job runs any more. */
  void awaitEnd() throws InterruptedException {
    Thread ending = thread;
    if (ending != null && !ending.join(PATIENCE)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job " + run.id() + "/" + job.id() + " does not end; the next process takes it away");
    }
  }

  private void takeTurn() {
    try {
      Optional<String> refusal = hold.pass(run, job, control, this::held);
      if (held) {
        driver.released(job.id());
      }
      if (refusal.isPresent()) {
        refused(refusal.get());
        return;
      }
      over(inGroup());
    } catch (JobCancelled e) {
      over(JobResult.of(Conclusion.CANCELLED));
    } catch (InterruptedException e) {
      if (!abandoned) {
        driver.jobOver(job.id(), JobResult.of(Conclusion.CANCELLED), "interrupted");
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "job " + run.id() + "/" + job.id() + " failed", e);
      driver.jobOver(
          job.id(),
          JobResult.of(control.broken()),
          control.cancelReason().orElseGet(() -> String.valueOf(e.getMessage())));
    }
  }

  private void over(JobResult result) {
    String reason =
        result.conclusion() == Conclusion.CANCELLED
            ? control.cancelReason().orElse("its time (timeout-minutes) was over")
            : "";
    driver.jobOver(job.id(), result, reason);
  }

  private void held(String reason) {
    held = true;
    waits(reason);
    driver.held(job.id(), reason);
  }

  private void refused(String reason) {
    try (JobLog log = parts.logs().write(run.id(), run.attempt(), job.id(), feed::changed)) {
      log.add(0, LogEntry.Kind.ERROR, reason);
    }
    driver.jobOver(job.id(), JobResult.of(Conclusion.FAILURE), reason);
  }

  private JobResult inGroup() throws InterruptedException, JobCancelled {
    var request = job.concurrency();
    if (request.isEmpty()) {
      return inPlace();
    }
    String id = run.id() + "/" + job.id();
    groups
        .arrive(run.repository(), id, request.get(), this)
        .ifPresent(
            holder -> waits(holder + " holds the concurrency group " + request.get().group()));
    try {
      control.whileWanted(turn::await);
      return inPlace();
    } finally {
      groups.leave(run.repository(), id, request.get());
    }
  }

  private void waits(String reason) {
    parts.store().job(run, job.id(), job.name(), RunStatus.WAITING, reason);
    feed.changed();
  }

  private JobResult inPlace() throws InterruptedException, JobCancelled {
    if (!places.tryTake()) {
      waits(places.reason());
      control.whileWanted(places::take);
    }
    try {
      control.proceed();
      return log();
    } finally {
      places.giveBack();
    }
  }

  private JobResult log() throws InterruptedException, JobCancelled {
    parts.store().job(run, job.id(), job.name(), RunStatus.RUNNING, "");
    feed.changed();
    var logs = parts.logs();
    try (JobLog log = logs.write(run.id(), run.attempt(), job.id(), feed::changed)) {
      Optional<String> label =
          job.runsOn().stream().flatMap(l -> parts.labels().problem(l).stream()).findFirst();
      if (label.isPresent()) {
        log.add(0, LogEntry.Kind.ERROR, label.get() + "; " + parts.labels().hint());
        return JobResult.of(Conclusion.FAILURE);
      }
      return execute(log);
    }
  }

  private JobResult execute(JobLog log) throws InterruptedException, JobCancelled {
    JobDescriptor descriptor = descriptor();
    JobCredentials credentials = parts.identities().begin(descriptor);
    var order =
        new JobOrder(
            descriptor,
            withVariables(),
            Json.MAPPER.readTree(run.payload()),
            secrets(descriptor),
            credentials,
            parts.url());
    try (JobContainer container = parts.containers().start(descriptor, base(order, log))) {
      parts.live().begin(descriptor, container.files());
      JobResult result =
          JobExecution.run(
              new JobExecution.Setting(
                  order, container, parts.actions(), driver.sources(), log, new Steps(), control));
      return held(descriptor, result, log);
    } catch (JobCancelled e) {
      log.add(0, LogEntry.Kind.ERROR, "The job was cancelled: " + e.getMessage());
      throw e;
    } catch (RuntimeException e) {
      log.add(0, LogEntry.Kind.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      parts.live().end(descriptor);
      parts.identities().end(descriptor);
    }
  }

  /** An image may take minutes; who is cancelled meanwhile leaves it to come for the next job. */
  private JobBase base(JobOrder order, JobLog log) throws InterruptedException, JobCancelled {
    Optional<String> ofLabel = parts.labels().image(job.runsOn(), run.trust());
    JobBase machine = parts.labels().machine(job.runsOn());
    var ground = new FutureTask<>(() -> JobGround.of(order, ofLabel, machine, parts.images(), log));
    Thread thread = Thread.ofVirtual().name("ground of " + job.id()).start(ground);
    control.whileWanted(thread::join);
    if (ground.state() == Future.State.SUCCESS) {
      return ground.resultNow();
    }
    throw ground.exceptionNow() instanceof RuntimeException e
        ? e
        : new IllegalStateException(ground.exceptionNow());
  }

  /** A job whose deployment was taken back has failed, whatever its steps were told. */
  private JobResult held(JobDescriptor descriptor, JobResult result, JobLog log) {
    if (result.conclusion() != Conclusion.SUCCESS) {
      return result;
    }
    Optional<String> objection = parts.outcomes().objection(descriptor);
    objection.ifPresent(reason -> log.add(0, LogEntry.Kind.ERROR, reason));
    if (objection.isPresent()) {
      return JobResult.of(Conclusion.FAILURE);
    }
    // The workflow's own word for where it is goes first.
    return new JobResult(
        result.conclusion(),
        result.outputs(),
        result.environmentUrl().or(() -> parts.outcomes().address(descriptor)));
  }

  /** Variables of an environment are seen by the jobs that deploy to it, once they may. */
  private JobInstance withVariables() {
    Optional<String> environment = job.environment().map(JobInstance.Environment::name);
    return environment.isEmpty()
        ? job
        : job.seeing(ObjectValue.ofText(parts.settings().variables(run.repository(), environment)));
  }

  private Map<String, String> secrets(JobDescriptor descriptor) {
    return descriptor.trust() == JobDescriptor.Trust.FORK
        ? Map.of()
        : parts.settings().secrets(run.repository(), descriptor.environment());
  }

  private JobDescriptor descriptor() {
    var permissions = new LinkedHashMap<String, String>();
    job.permissions().scopes().forEach((scope, access) -> permissions.put(scope, access.word()));
    return new JobDescriptor(
        run.repository(),
        Long.toString(parts.repositories().facts(run.repository()).id()),
        run.id(),
        run.number(),
        run.attempt(),
        job.id(),
        job.job().id(),
        run.workflow(),
        run.workflowFile(),
        run.commit(),
        run.ref(),
        run.headRef(),
        run.baseRef(),
        run.event(),
        run.actor(),
        job.environment().map(JobInstance.Environment::name),
        permissions,
        run.trust());
  }

  /** Keeps the steps' state. */
  private final class Steps implements StepListener {
    @Override
    public void started(int number, String name) {
      parts.store().stepStarted(run, job.id(), number, name);
      feed.changed();
    }

    @Override
    public void ended(int number, String name, Conclusion outcome, Conclusion conclusion) {
      parts.store().stepEnded(run, job.id(), number, name, conclusion);
      feed.changed();
    }
  }
}
