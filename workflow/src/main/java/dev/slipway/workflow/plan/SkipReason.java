package dev.slipway.workflow.plan;

import dev.slipway.workflow.syntax.Job;
import java.util.List;
import java.util.Map;

/** Why a job's {@code if} does not hold, for people. */
final class SkipReason {
  private SkipReason() {}

  static String of(Frame frame, Job job) {
    String condition = job.condition().condition().expression().source();
    List<String> unsuccessful =
        frame.ancestors(job).entrySet().stream()
            .filter(e -> e.getValue() != Result.SUCCESS)
            .map(SkipReason::describe)
            .toList();
    boolean plain = job.condition().source().isBlank();
    if (unsuccessful.isEmpty()) {
      return "its condition is false: " + condition;
    }
    String before = String.join(", ", unsuccessful);
    return plain ? before : before + "; its condition is false: " + condition;
  }

  private static String describe(Map.Entry<String, Result> job) {
    String what =
        switch (job.getValue()) {
          case FAILURE -> " failed";
          case CANCELLED -> " was cancelled";
          case SKIPPED -> " was skipped";
          case SUCCESS -> " succeeded";
        };
    return job.getKey() + what;
  }
}
