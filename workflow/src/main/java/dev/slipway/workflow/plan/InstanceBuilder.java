package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ArrayValue;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Permissions;
import java.util.List;
import java.util.Optional;

/** Evaluates the job-level keys of one execution. */
final class InstanceBuilder {
  private static final double TIMEOUT = 360;
  private static final double CANCEL_TIMEOUT = 5;

  private final Frame frame;
  private final Job job;
  private final Job.Steps steps;
  private final PlanScope scope;

  InstanceBuilder(Frame frame, Job job, Job.Steps steps, PlanScope scope) {
    this.frame = frame;
    this.job = job;
    this.steps = steps;
    this.scope = scope;
  }

  JobInstance build(String id, String label, Permissions permissions) {
    return new JobInstance(
        id,
        name(label),
        frame.workflow(),
        job,
        steps,
        scope.contexts(),
        frame.secrets(),
        runsOn(Evaluation.value(steps.runsOn(), scope)),
        environment(),
        job.concurrency().map(data -> ConcurrencyRequests.read(data, scope)),
        minutes(steps.timeoutMinutes(), "timeout-minutes", TIMEOUT),
        minutes(steps.cancelTimeoutMinutes(), "cancel-timeout-minutes", CANCEL_TIMEOUT),
        steps.continueOnError().map(d -> bool(d, "continue-on-error")).orElse(false),
        permissions);
  }

  /** The matrix is shown unless the name itself speaks of it. */
  private String name(String label) {
    String prefix = frame.path().isEmpty() ? "" : frame.path() + " / ";
    if (job.name().isEmpty()) {
      return prefix + job.id() + label;
    }
    Data name = job.name().get();
    boolean speaks =
        name instanceof Data.Computed computed && computed.template().contexts().contains("matrix");
    String text = Evaluation.text(name, scope);
    return prefix + (text.isBlank() ? job.id() : text) + (speaks ? "" : label);
  }

  private List<String> runsOn(Value value) {
    List<String> labels =
        switch (value) {
          case ArrayValue array -> array.items().stream().map(Value::text).toList();
          case ObjectValue object -> labels(object);
          default -> List.of(value.text());
        };
    if (labels.isEmpty() || labels.stream().anyMatch(String::isBlank)) {
      throw new PlanException("runs-on of the job " + job.id() + " is empty");
    }
    return labels;
  }

  private List<String> labels(ObjectValue object) {
    if (object.get("group").isPresent()) {
      throw new PlanException("The job " + job.id() + " asks for a runner group; there are none");
    }
    return runsOn(object.get("labels").orElse(Value.of("")));
  }

  private Optional<JobInstance.Environment> environment() {
    if (steps.environment().isEmpty()) {
      return Optional.empty();
    }
    Data data = steps.environment().get();
    if (!(data instanceof Data.Entries keys)) {
      return named(Evaluation.value(data, scope), Optional.empty(), true);
    }
    Value name = keys.get("name").map(d -> Evaluation.value(d, scope)).orElse(NullValue.NULL);
    boolean deployment = keys.get("deployment").map(d -> bool(d, "deployment")).orElse(true);
    return named(name, keys.get("url"), deployment);
  }

  private static Optional<JobInstance.Environment> named(
      Value name, Optional<Data> url, boolean deployment) {
    return name.text().isBlank()
        ? Optional.empty()
        : Optional.of(new JobInstance.Environment(name.text(), url, deployment));
  }

  private double minutes(Optional<Data> data, String key, double usual) {
    if (data.isEmpty()) {
      return usual;
    }
    Value value = Evaluation.value(data.get(), scope);
    if (!(value.number() > 0)) {
      throw new PlanException(
          key + " of the job " + job.id() + " must be greater than zero, not " + value.text());
    }
    return value.number();
  }

  private boolean bool(Data data, String key) {
    Value value = Evaluation.value(data, scope);
    return switch (value.text()) {
      case "true" -> true;
      case "false", "" -> false;
      default ->
          throw new PlanException(
              key + " of the job " + job.id() + " must be true or false, not " + value.text());
    };
  }
}
