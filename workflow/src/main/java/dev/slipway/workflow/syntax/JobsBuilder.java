package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Condition;
import dev.slipway.workflow.expression.Names;
import dev.slipway.workflow.expression.NumberValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code jobs:} with their order. */
final class JobsBuilder {
  private final Problems problems;
  private final Calls calls;
  private final Optional<Permissions> inherited;

  JobsBuilder(Problems problems, Calls calls, Optional<Permissions> inherited) {
    this.problems = problems;
    this.calls = calls;
    this.inherited = inherited;
  }

  List<Job> build(Fields jobs) {
    List<Job> result = new ArrayList<>();
    Identifiers ids = new Identifiers(problems);
    for (Fields.Field field : jobs.all()) {
      if (!field.name().isEmpty()) {
        ids.check(field.name(), field.at());
        if (field.value() instanceof Data.Entries entries) {
          result.add(job(field, new Fields(entries)));
        }
      }
    }
    JobOrder.check(result, jobs.at(), problems);
    return result;
  }

  private Job job(Fields.Field field, Fields job) {
    List<Job.Need> needs = new ArrayList<>();
    for (Data need : job.oneOrMore("needs")) {
      Fields.text(need).ifPresent(id -> needs.add(new Job.Need(id, need.at())));
    }
    Optional<Permissions> permissions = WorkflowBuilder.permissions(job);
    job.get("concurrency").ifPresent(data -> WorkflowBuilder.checkConcurrency(data, problems));
    positive(job, "timeout-minutes");
    positive(job, "cancel-timeout-minutes");
    job.get("strategy").ifPresent(this::checkStrategy);
    Job.Work work =
        job.has("uses") ? calls.call(field, job, permissions.or(() -> inherited)) : steps(job);
    return new Job(
        field.name(),
        field.at(),
        job.get("name"),
        needs,
        condition(job),
        job.get("strategy"),
        permissions,
        job.get("concurrency"),
        work);
  }

  private void positive(Fields job, String key) {
    positive(job, key, problems);
  }

  static void positive(Fields fields, String key, Problems problems) {
    fields
        .get(key)
        .ifPresent(data -> {
          if (data instanceof Data.Literal(var at, NumberValue number) && !(number.number() > 0)) {
            problems.add(
                at,
                key + " must be greater than zero, not " + number.text(),
                "Leave it out for the usual limit.");
          }
        });
  }

  private void checkStrategy(Data data) {
    positive(Fields.of(data), "max-parallel");
    Fields matrix = Fields.of(data).map("matrix");
    for (Fields.Field vector : matrix.all()) {
      if (vector.value() instanceof Data.Items items
          && items.items().isEmpty()
          && !vector.name().equals("exclude")) {
        problems.add(
            items.at(),
            "Matrix vector '" + vector.name() + "' does not contain any values",
            "A matrix with an empty vector has no jobs: add a value or remove the vector.");
      }
    }
  }

  private Job.Steps steps(Fields job) {
    List<Step> steps =
        new StepsBuilder(problems).build(job.get("steps").map(Fields::oneOrMore).orElse(List.of()));
    Data nothing = new Data.Items(job.at(), List.of());
    return new Job.Steps(
        job.get("runs-on").orElse(nothing),
        job.get("environment"),
        job.get("env"),
        job.get("defaults"),
        job.get("outputs"),
        job.get("timeout-minutes"),
        job.get("cancel-timeout-minutes"),
        job.get("continue-on-error"),
        job.get("container"),
        job.get("services"),
        job.get("snapshot"),
        steps);
  }

  /** The {@code if}, or {@code success()} when there is none. */
  static Data.Guard condition(Fields fields) {
    return fields
        .map()
        .get("if")
        .filter(Data.Guard.class::isInstance)
        .map(Data.Guard.class::cast)
        .orElseGet(() -> new Data.Guard(fields.at(), Condition.parse("", Names.NONE), ""));
  }
}
