package dev.slipway.workflow.plan;

import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which executions of a run depend on others: those that a rerun must not keep. */
public final class Dependents {
  private static final String CALL = " / ";

  private final Workflow workflow;

  public Dependents(Workflow workflow) {
    this.workflow = workflow;
  }

  /**
   * The chosen executions, and all that need them, however far away.
   *
   * @param ids of the run's executions, as in {@code call / test (20)}
   * @param chosen some of them
   */
  public Set<String> of(Set<String> ids, Set<String> chosen) {
    var affected = new HashSet<String>();
    chosen.forEach(id -> collect(workflow, "", id, affected));
    var all = new LinkedHashSet<String>();
    for (String id : ids) {
      if (chosen.contains(id) || affected.stream().anyMatch(path -> isWithin(id, path))) {
        all.add(id);
      }
    }
    return all;
  }

  /** Adds the paths of all jobs that need the one that {@code id} is an execution of. */
  private static void collect(Workflow workflow, String prefix, String id, Set<String> into) {
    Optional<Job> job =
        workflow.jobs().stream().filter(one -> isWithin(id, prefix + one.id())).findFirst();
    if (job.isEmpty()) {
      return;
    }
    needing(workflow, job.get().id()).forEach(other -> into.add(prefix + other));
    int next = id.indexOf(CALL, prefix.length());
    if (job.get().work() instanceof Job.Call call && next >= 0) {
      String inner = id.substring(0, next + CALL.length());
      call.workflow().ifPresent(called -> collect(called, inner, id, into));
    }
  }

  private static List<String> needing(Workflow workflow, String job) {
    var found = new ArrayList<String>();
    var open = new ArrayList<>(List.of(job));
    while (!open.isEmpty()) {
      String needed = open.removeLast();
      for (Job other : workflow.jobs()) {
        boolean needs =
            other.needs().stream().anyMatch(need -> need.job().equalsIgnoreCase(needed));
        if (needs && !found.contains(other.id())) {
          found.add(other.id());
          open.add(other.id());
        }
      }
    }
    return found;
  }

  /** Whether an execution is of the job at {@code path}, or in a workflow that it calls. */
  private static boolean isWithin(String id, String path) {
    return id.equals(path)
        || id.startsWith(path + " (")
        || id.startsWith(path + " #")
        || id.startsWith(path + CALL);
  }
}
