package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.log.JobLogs;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.workflow.event.Decision;
import dev.slipway.workflow.event.Triggers;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.plan.JobExplanation;
import dev.slipway.workflow.plan.RunHeader;
import dev.slipway.workflow.syntax.Problem;
import dev.slipway.workflow.syntax.Workflow;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs of an instance. What was running when the process ended has failed, and says so; what
 * was waiting goes on.
 */
public final class Runs implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Runs.class.getName());

  private final RunParts parts;
  private final ConcurrencyGroups groups = new ConcurrencyGroups();
  private final JobPlaces places;
  private final DeploymentHold hold;
  private final Map<String, Active> active = new ConcurrentHashMap<>();

  private record Active(RunDriver driver, RunFeed feed, Thread thread) {}

  /** Which jobs a rerun runs again; those that need them go with them. */
  public sealed interface Again {
    /** All. */
    record All() implements Again {}

    /** Those that did not succeed. */
    record Failed() implements Again {}

    /** One, by its id within the run. */
    record OneJob(String id) implements Again {}
  }

  /** What came of an event: the runs it started, and why other workflows did not start. */
  public record Started(List<String> runs, Map<String, String> skipped) {
    public Started {
      runs = List.copyOf(runs);
      skipped = Map.copyOf(skipped);
    }
  }

  private Runs(RunParts parts) {
    this.parts = parts;
    this.places = new JobPlaces(parts.places());
    this.hold = new DeploymentHold(parts);
  }

  /** Takes up what a predecessor left. */
  public static Runs open(RunParts parts) {
    var runs = new Runs(parts);
    runs.recover();
    return runs;
  }

  private void recover() {
    var leftovers = new LeftRuns(parts);
    for (RunView run : parts.store().open()) {
      if (!leftovers.endCancelled(run)) {
        start(run, leftovers.interrupt(run));
      }
    }
    parts.store().ended().untold().forEach(this::tellCompleted);
  }

  /** Starts the workflows of the commit that the event asks for, each once for an occasion. */
  public Started trigger(RunCause cause) {
    var started = new ArrayList<String>();
    var skipped = new LinkedHashMap<String, String>();
    try (GitRepository repository = parts.repositories().open(cause.repository())) {
      new WorkflowFiles(repository, cause.commit())
          .read()
          .forEach((file, reading) -> {
            switch (reading) {
              case WorkflowReader.Refused refused ->
                  skipped.put(file, refused.problems().getFirst().toString());
              case WorkflowReader.Accepted accepted -> {
                switch (Triggers.decide(accepted.workflow(), cause.event())) {
                  case Decision.Matches matches -> {
                    if (!parts.store().isKnown(cause, file)) {
                      started.add(begin(cause, file, accepted.workflow(), repository));
                    }
                  }
                  case Decision.Skipped(String reason) -> skipped.put(file, reason);
                }
              }
            }
          });
    }
    return new Started(started, skipped);
  }

  /**
   * Starts one workflow whatever its triggers say.
   *
   * @throws InputException when the file is wrong or not there
   */
  public String start(RunCause cause, String file) {
    try (GitRepository repository = parts.repositories().open(cause.repository())) {
      Workflow whole = workflow(repository, cause.commit(), file);
      Workflow workflow = cause.onlyJob().map(whole::only).orElse(whole);
      var problems = problems(cause, workflow, repository);
      if (!problems.isEmpty()) {
        throw problems.getFirst().exception();
      }
      RunCause completed =
          Dispatches.complete(cause, parts.repositories().facts(cause.repository()));
      return create(Dispatches.checked(workflow, completed), file, workflow);
    }
  }

  /**
   * Starts a workflow that an event asks for; of one that cannot run here there is a failed run.
   */
  private String begin(RunCause cause, String file, Workflow workflow, GitRepository repository) {
    var problems = problems(cause, workflow, repository);
    return problems.isEmpty()
        ? create(cause, file, workflow)
        : failed(cause, file, workflow.title(), problems.getFirst().toString());
  }

  /** A run that has ended before it began, for people to see. */
  String failed(RunCause cause, String file, String title, String reason) {
    String id = parts.store().create(cause, file, title, title);
    parts.store().runEnded(id, Conclusion.FAILURE, reason);
    tellCompleted(id);
    return id;
  }

  private List<Problem> problems(RunCause cause, Workflow workflow, GitRepository repository) {
    return parts
        .check()
        .check(workflow, cause.repository(), path -> repository.file(cause.commit(), path))
        .problems();
  }

  private static Workflow workflow(GitRepository repository, RunView run) {
    Workflow whole = workflow(repository, new CommitId(run.commit()), run.workflowFile());
    return run.onlyJob().map(whole::only).orElse(whole);
  }

  private static Workflow workflow(GitRepository repository, CommitId commit, String file) {
    WorkflowReader.Reading reading =
        new WorkflowFiles(repository, commit)
            .read(file)
            .orElseThrow(() ->
                new InputException(
                    InputException.Position.of(file),
                    "the commit " + commit.sha() + " has no such workflow",
                    "name a file below .github/workflows"));
    return switch (reading) {
      case WorkflowReader.Accepted accepted -> accepted.workflow();
      case WorkflowReader.Refused refused -> throw refused.problems().getFirst().exception();
    };
  }

  private String create(RunCause cause, String file, Workflow workflow) {
    String id = parts.store().create(cause, file, workflow.title(), workflow.title());
    start(parts.store().find(id).orElseThrow(), Map.of());
    return id;
  }

  /** Has a run driven on a thread of its own. */
  private void start(RunView run, Map<String, JobView> known) {
    try (GitRepository repository = parts.repositories().open(run.repository())) {
      Workflow workflow = workflow(repository, run);
      ObjectValue contexts = GithubContext.contexts(parts, run, workflow);
      // What cannot be evaluated is said now, before there is a thread that could only fail.
      RunHeader.of(workflow, contexts)
          .name()
          .ifPresent(name -> parts.store().titled(run.id(), name));
      new WorkRefs(parts.repositories()).keep(run);
      var feed = new RunFeed();
      var driver = new RunDriver(parts, groups, places, hold, run, workflow, contexts, known, feed);
      Thread thread = Thread.ofVirtual().name("run " + run.id()).unstarted(() -> drive(driver));
      active.put(run.id(), new Active(driver, feed, thread));
      thread.start();
    } catch (RuntimeException e) {
      parts.store().runEnded(run.id(), Conclusion.FAILURE, String.valueOf(e.getMessage()));
      tellCompleted(run.id());
    }
  }

  private void drive(RunDriver driver) {
    String id = driver.view().id();
    boolean over = false;
    try {
      if (driver.view().attempt() == 1 && driver.view().jobs().isEmpty()) {
        tell(id, "requested");
        tell(id, "in_progress");
      }
      driver.drive();
      over = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "run " + id + " failed", e);
      parts.store().runEnded(id, Conclusion.FAILURE, String.valueOf(e.getMessage()));
      over = true;
    } finally {
      Active ended = active.remove(id);
      if (ended != null) {
        ended.feed().ended();
      }
    }
    if (over) {
      tellCompleted(id);
    }
  }

  /** What a process did not come to tell, the next one tells. */
  private void tellCompleted(String id) {
    guarded(
        id,
        () -> {
          new WorkflowRunEvents(this).tell(id, "completed");
          parts.store().ended().told(id);
        });
  }

  private void tell(String id, String action) {
    guarded(id, () -> new WorkflowRunEvents(this).tell(id, action));
  }

  /** Whoever listens to runs must not be able to break one. */
  private static void guarded(String id, Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "nobody was told of run " + id, e);
    }
  }

  /** Ends a run early; returns whether it was there to be ended. */
  public boolean cancel(String run, String reason) {
    Active one = active.get(run);
    // One that has just ended is still tidied up after.
    if (one == null
        || parts.store().find(run).filter(r -> r.status() != RunStatus.COMPLETED).isEmpty()) {
      return false;
    }
    parts.store().cancelAsked(run, reason);
    one.driver().cancel(reason);
    return true;
  }

  /**
   * Runs a run again that has ended; its jobs get a new attempt.
   *
   * @throws SlipwayException when there is none, or it has not ended
   */
  public int rerun(String id, Again again, String actor) {
    RunView run =
        parts.store().find(id).orElseThrow(() -> new SlipwayException("there is no run " + id));
    if (run.status() != RunStatus.COMPLETED) {
      throw new SlipwayException("run " + id + " has not ended; cancel it first");
    }
    Map<String, JobView> kept = kept(run, again);
    int attempt = parts.store().nextAttempt(id, actor);
    start(parts.store().find(id).orElseThrow(), kept);
    return attempt;
  }

  private Map<String, JobView> kept(RunView run, Again again) {
    try (GitRepository repository = parts.repositories().open(run.repository())) {
      return KeptJobs.of(run, again, () -> workflow(repository, run));
    }
  }

  /**
   * Forgets old runs.
   *
   * @param logs those that ended before lose what their jobs have written
   * @param runs those that ended before are forgotten, but for each workflow's last one
   * @param kept so many of the last runs stay as they are, whatever the clock says
   * @return how many were forgotten
   */
  public int forget(Instant logs, Instant runs, long kept) {
    parts.store().ended().before(logs, kept).forEach(parts.logs()::remove);
    return parts.store().ended().forgetBefore(runs, kept);
  }

  /** The repositories whose workflows run here. */
  public RunRepositories repositories() {
    return parts.repositories();
  }

  public RunStore store() {
    return parts.store();
  }

  /** Somebody has approved or rejected a deployment, or changed an environment's rules. */
  public void deploymentsChanged() {
    hold.changed();
  }

  /** What jobs have written. */
  public JobLogs logs() {
    return parts.logs();
  }

  /** The workflows on a repository's default branch: their titles by file. */
  public Map<String, String> workflows(String repository) {
    var titles = new LinkedHashMap<String, String>();
    try (GitRepository git = parts.repositories().open(repository)) {
      git.resolve("refs/heads/" + git.defaultBranch())
          .ifPresent(tip ->
              new WorkflowFiles(git, tip)
                  .read()
                  .forEach((file, reading) -> {
                    if (reading instanceof WorkflowReader.Accepted(Workflow workflow)) {
                      titles.put(file, workflow.title());
                    } else {
                      titles.put(file, file);
                    }
                  }));
    }
    return titles;
  }

  DeploymentHold hold() {
    return hold;
  }

  /** The environments with rules. */
  public EnvironmentStore environments() {
    return parts.environments();
  }

  RunParts parts() {
    return parts;
  }

  /** The news of a run that has not ended. */
  Optional<RunFeed> feed(String run) {
    return Optional.ofNullable(active.get(run)).map(Active::feed);
  }

  /** The jobs of a run that have not come up yet, with what each of them waits for. */
  public List<JobExplanation> waiting(String run) {
    return Optional.ofNullable(active.get(run)).map(a -> a.driver().waiting()).orElse(List.of());
  }

  /** How the jobs of a commit's runs stand, by name; of several the latest counts. */
  public Map<String, RunView.JobView> checks(String repository, String commit) {
    var checks = new LinkedHashMap<String, JobView>();
    for (RunView run : parts.store().ofCommit(repository, commit)) {
      run.jobs().forEach(job -> checks.put(job.name(), job));
    }
    return checks;
  }

  /** Ends what runs without a word: the next process says that it was interrupted. */
  @Override
  public void close() {
    List<Active> all = List.copyOf(active.values());
    all.forEach(one -> one.thread().interrupt());
    for (Active one : all) {
      try {
        one.thread().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
