package dev.slipway.runner.run;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.log.JobLog;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.runner.run.RunView.JobView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What becomes of the runs that a process has left when it ended. */
final class LeftRuns {
  private static final System.Logger LOG = System.getLogger(LeftRuns.class.getName());
  private static final String INTERRUPTED = "interrupted: the process ended";

  private final RunParts parts;

  LeftRuns(RunParts parts) {
    this.parts = parts;
  }

  /** Ends a run that somebody wanted to end before its process did; returns whether it is one. */
  boolean endCancelled(RunView run) {
    Optional<String> reason = parts.store().cancelAsked(run.id());
    if (reason.isEmpty()) {
      return false;
    }
    for (JobView job : run.jobs()) {
      if (job.status() != RunStatus.COMPLETED) {
        end(run, job, Conclusion.CANCELLED, reason.get());
      }
    }
    parts.store().runEnded(run.id(), Conclusion.CANCELLED, reason.get());
    try {
      new WorkRefs(parts.repositories()).drop(run);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the ref of run " + run.id() + " stays", e);
    }
    return true;
  }

  /** Fails the jobs that were running; returns those that have ended by now, by id. */
  Map<String, JobView> interrupt(RunView run) {
    for (JobView job : run.jobs()) {
      if (job.status() == RunStatus.RUNNING) {
        end(run, job, Conclusion.FAILURE, INTERRUPTED);
      }
    }
    var ended = new HashMap<String, JobView>();
    parts.store().find(run.id()).orElseThrow().jobs().stream()
        .filter(job -> job.status() == RunStatus.COMPLETED)
        .forEach(job -> ended.put(job.id(), job));
    return ended;
  }

  private void end(RunView run, JobView job, Conclusion conclusion, String reason) {
    if (job.status() == RunStatus.RUNNING) {
      try (JobLog log = parts.logs().write(run.id(), run.attempt(), job.id())) {
        log.add(0, LogEntry.Kind.ERROR, reason);
      }
    }
    parts.store().stepsInterrupted(run, job.id());
    parts.store().jobEnded(run, job.id(), conclusion, reason, Map.of(), "");
  }
}
