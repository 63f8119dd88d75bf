package dev.slipway.runner.run;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.Runs.Again;
import dev.slipway.workflow.plan.Dependents;
import dev.slipway.workflow.syntax.Workflow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The jobs of a run whose outcome stands when others of it run again. */
final class KeptJobs {
  private KeptJobs() {}

  /**
   * These jobs by their ids; none when all run again. Whether a job is skipped is always decided
   * anew.
   *
   * @param workflow is read only where it decides
   * @throws SlipwayException when the run has no job that is named
   */
  static Map<String, JobView> of(RunView run, Again again, Supplier<Workflow> workflow) {
    var ended = new LinkedHashMap<String, JobView>();
    run.jobs().stream()
        .filter(job -> job.conclusion().filter(c -> c != Conclusion.SKIPPED).isPresent())
        .forEach(job -> ended.put(job.id(), job));
    Set<String> chosen = chosen(run, again, ended);
    if (chosen.size() == ended.size()) {
      return Map.of();
    }
    ended.keySet().removeAll(new Dependents(workflow.get()).of(Set.copyOf(ended.keySet()), chosen));
    return ended;
  }

  private static Set<String> chosen(RunView run, Again again, Map<String, JobView> ended) {
    return switch (again) {
      case Again.All all -> ended.keySet();
      case Again.Failed failed ->
          ended.values().stream()
              .filter(job -> !job.conclusion().equals(Optional.of(Conclusion.SUCCESS)))
              .map(JobView::id)
              .collect(Collectors.toSet());
      case Again.OneJob(String id) -> {
        if (run.jobs().stream().noneMatch(job -> job.id().equals(id))) {
          throw new SlipwayException("run " + run.id() + " has no job " + id);
        }
        yield Set.of(id);
      }
    };
  }
}
