package dev.slipway.runner.run;

import dev.slipway.runner.log.LogCursor;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches one run from its beginning to its end and tells everything in order. */
public final class RunFollower {
  /** To look takes time from the run itself, so it is at most half of the time, with this limit. */
  private static final Duration LONGEST_REST = Duration.ofMillis(40);

  private final Runs runs;
  private final String id;
  private final Listener listener;
  private final Map<String, JobView> jobs = new HashMap<>();
  private final Map<String, StepView> steps = new HashMap<>();
  private final Map<String, LogCursor> logs = new HashMap<>();
  private Optional<RunView> last = Optional.empty();

  /** Hears the news. */
  @FunctionalInterface
  public interface Listener {
    /** Returns whether it wants to hear more. */
    boolean news(RunNews news) throws IOException;
  }

  private RunFollower(Runs runs, String id, Listener listener) {
    this.runs = runs;
    this.id = id;
    this.listener = listener;
  }

  /**
   * Tells all there is to tell, and what comes, until the run has ended or the listener has had
   * enough.
   *
   * @return the run as it was last; empty when there is none
   */
  public static Optional<RunView> follow(Runs runs, String id, Listener listener)
      throws IOException, InterruptedException {
    return new RunFollower(runs, id, listener).follow();
  }

  private Optional<RunView> follow() throws IOException, InterruptedException {
    while (true) {
      Optional<RunFeed> feed = runs.feed(id);
      // The number of the news comes first: what happens while looking is looked for again.
      long seen = feed.map(RunFeed::version).orElse(0L);
      long begin = System.nanoTime();
      Optional<RunView> run = runs.store().find(id);
      if (run.isEmpty() || !tell(run.get())) {
        return run;
      }
      if (run.get().status() == RunStatus.COMPLETED) {
        return run;
      }
      if (feed.isEmpty()) {
        // It has ended since, or the process is about to end.
        Optional<RunView> now = runs.store().find(id);
        if (now.isEmpty() || now.get().status() != RunStatus.COMPLETED) {
          return now;
        }
        continue;
      }
      Duration looked = Duration.ofNanos(System.nanoTime() - begin);
      var silence = Duration.ZERO;
      while (!feed.get().await(seen, RunNews.Quiet.AFTER)) {
        silence = silence.plus(RunNews.Quiet.AFTER);
        if (!listener.news(new RunNews.Quiet(run.get(), silence))) {
          return run;
        }
      }
      feed.get().rest(looked.compareTo(LONGEST_REST) < 0 ? looked : LONGEST_REST);
    }
  }

  private boolean tell(RunView run) throws IOException {
    boolean ended = run.status() == RunStatus.COMPLETED;
    if (!ended && isNew(run) && !listener.news(new RunNews.Run(run))) {
      return false;
    }
    for (JobView job : run.jobs()) {
      if (!tell(run, job)) {
        return false;
      }
    }
    boolean news = ended && isNew(run);
    last = Optional.of(run);
    return !news || listener.news(new RunNews.Run(run));
  }

  private boolean isNew(RunView run) {
    return last.isEmpty()
        || last.get().status() != run.status()
        || !last.get().reason().equals(run.reason());
  }

  private boolean tell(RunView run, JobView job) throws IOException {
    JobView before = jobs.put(job.id(), job);
    boolean changed =
        before == null || before.status() != job.status() || !before.reason().equals(job.reason());
    boolean over = job.status() == RunStatus.COMPLETED;
    if (changed && !over && !listener.news(new RunNews.Job(job))) {
      return false;
    }
    if (before == null || before.status() != RunStatus.COMPLETED) {
      if (!tellSteps(job, RunStatus.RUNNING) || !tellLines(run, job)) {
        return false;
      }
      if (!tellSteps(job, RunStatus.COMPLETED)) {
        return false;
      }
    }
    return !changed || !over || listener.news(new RunNews.Job(job));
  }

  private boolean tellSteps(JobView job, RunStatus status) throws IOException {
    for (StepView step : job.steps()) {
      String key = job.id() + "/" + step.number();
      StepView before = steps.get(key);
      boolean changed = before == null || before.status() != step.status();
      if (changed && step.status() == status) {
        steps.put(key, step);
        if (!listener.news(new RunNews.Step(job, step))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean tellLines(RunView run, JobView job) throws IOException {
    LogCursor cursor =
        logs.computeIfAbsent(
            job.id(), key -> runs.parts().logs().cursor(run.id(), run.attempt(), key));
    for (List<LogEntry> piece = cursor.next(); !piece.isEmpty(); piece = cursor.next()) {
      for (LogEntry entry : piece) {
        if (!listener.news(new RunNews.Line(job, entry))) {
          return false;
        }
      }
    }
    return true;
  }
}
