package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether the jobs' {@code needs} name jobs and form no cycle. */
final class JobOrder {
  private final Map<String, Job> jobs = new HashMap<>();
  private final Problems problems;

  private JobOrder(List<Job> jobs, Problems problems) {
    jobs.forEach(job -> this.jobs.put(fold(job.id()), job));
    this.problems = problems;
  }

  static void check(List<Job> jobs, Position at, Problems problems) {
    if (problems.isEmpty() || !jobs.isEmpty()) {
      if (jobs.stream().noneMatch(job -> job.needs().isEmpty())) {
        problems.add(at, "The workflow must contain at least one job with no dependencies.");
      }
    }
    JobOrder order = new JobOrder(jobs, problems);
    jobs.forEach(order::check);
  }

  private void check(Job job) {
    for (Job.Need need : job.needs()) {
      if (!jobs.containsKey(fold(need.job()))) {
        problems.add(
            need.at(),
            "Job '" + job.id() + "' depends on unknown job '" + need.job() + "'.",
            Wording.keys(jobs.keySet(), need.job()));
      } else if (reaches(need.job(), job.id())) {
        problems.add(
            need.at(),
            "Job '%s' depends on job '%s' which creates a cycle in the dependency graph."
                .formatted(job.id(), need.job()));
      }
    }
  }

  private boolean reaches(String from, String to) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(fold(from)));
    while (!open.isEmpty()) {
      String id = open.pop();
      if (id.equals(fold(to))) {
        return true;
      }
      Job job = jobs.get(id);
      if (job != null && seen.add(id)) {
        job.needs().forEach(need -> open.push(fold(need.job())));
      }
    }
    return false;
  }

  private static String fold(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
