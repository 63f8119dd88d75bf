package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Permissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From a job that may run to its executions: matrix, names, labels, everything evaluated. */
final class Expansion {
  private final boolean fork;

  Expansion(boolean fork) {
    this.fork = fork;
  }

  /** What the keys of {@code strategy} come to. */
  private record Strategy(boolean failFast, int mostParallel, List<Map<String, Value>> matrix) {}

  /** The contexts of a job's {@code if} and {@code strategy}. */
  static ObjectValue needing(Frame frame, Job job) {
    return PlanScope.with(frame.contexts(), Map.of("needs", frame.needs(job)));
  }

  JobState expand(Frame frame, JobState state) {
    Job job = state.job();
    ObjectValue contexts = needing(frame, job);
    Strategy strategy = strategy(job, new PlanScope(contexts, NO_STATUS));
    List<Execution> executions = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < strategy.matrix().size(); i++) {
      Map<String, Value> combination = strategy.matrix().get(i);
      ObjectValue mine = PlanScope.with(contexts, execution(strategy, i));
      String label = combination.isEmpty() ? "" : " (" + Matrix.label(combination) + ")";
      String id = unique(state.path() + label, ids);
      executions.add(execution(frame, job, id, label, mine));
    }
    return new JobState(
        job,
        state.path(),
        JobState.Phase.EXPANDED,
        Optional.empty(),
        executions,
        strategy.mostParallel(),
        strategy.failFast());
  }

  private static final JobStatus NO_STATUS = new JobStatus(Map.of(), false);

  private static String unique(String id, Set<String> taken) {
    String name = id;
    for (int n = 2; !taken.add(name); n++) {
      name = id + " #" + n;
    }
    return name;
  }

  private static Map<String, Value> execution(Strategy strategy, int index) {
    Map<String, Value> combination = strategy.matrix().get(index);
    int total = strategy.matrix().size();
    Map<String, Value> contexts = new LinkedHashMap<>();
    contexts.put("matrix", combination.isEmpty() ? NullValue.NULL : ObjectValue.of(combination));
    contexts.put(
        "strategy",
        ObjectValue.builder()
            .put("fail-fast", Value.of(strategy.failFast()))
            .put("job-index", Value.of(index))
            .put("job-total", Value.of(total))
            .put("max-parallel", Value.of(Math.min(strategy.mostParallel(), total)))
            .build());
    return contexts;
  }

  private static Strategy strategy(Job job, Scope scope) {
    Value strategy = job.strategy().map(d -> Evaluation.value(d, scope)).orElse(NullValue.NULL);
    if (strategy == NullValue.NULL) {
      return new Strategy(true, Integer.MAX_VALUE, List.of(Map.of()));
    }
    if (!(strategy instanceof ObjectValue keys)) {
      throw new PlanException("The strategy is no object but " + strategy.kind());
    }
    boolean failFast = keys.get("fail-fast").map(Evaluation::isTrue).orElse(true);
    Optional<Value> matrix = keys.get("matrix").filter(m -> m != NullValue.NULL);
    return new Strategy(
        failFast,
        keys.get("max-parallel").map(Expansion::parallel).orElse(Integer.MAX_VALUE),
        matrix.map(Matrix::expand).orElse(List.of(Map.of())));
  }

  private static int parallel(Value value) {
    double number = value.number();
    if (!(number >= 1)) {
      throw new PlanException("max-parallel must be at least 1, not " + value.text());
    }
    return (int) Math.min(number, Integer.MAX_VALUE);
  }

  private Execution execution(Frame frame, Job job, String id, String label, ObjectValue contexts) {
    Permissions permissions = permissions(frame, job);
    return switch (job.work()) {
      case Job.Steps steps ->
          Execution.Single.waiting(
              new InstanceBuilder(frame, job, steps, new PlanScope(contexts, NO_STATUS))
                  .build(id, label, permissions));
      case Job.Call call -> called(frame, job, call, id, contexts, permissions);
    };
  }

  private Permissions permissions(Frame frame, Job job) {
    return JobPermissions.effective(job, frame.workflow(), frame.limit(), fork);
  }

  private static Execution called(
      Frame frame,
      Job job,
      Job.Call call,
      String id,
      ObjectValue contexts,
      Permissions permissions) {
    if (call.workflow().isEmpty()) {
      throw new PlanException(
          "The workflow " + call.uses() + " of the job " + job.id() + " is not in this repository");
    }
    ObjectValue inputs =
        CallInputs.resolve(call, call.workflow().get(), new PlanScope(contexts, NO_STATUS));
    ObjectValue inner =
        ObjectValue.builder()
            .put("github", PlanScope.context(contexts, "github"))
            .put("vars", PlanScope.context(contexts, "vars"))
            .put("inputs", inputs)
            .build();
    Frame called =
        Frame.begin(
            call.workflow().get(),
            inner,
            secrets(frame, call, contexts),
            Optional.of(permissions),
            id);
    return new Execution.Called(id, contexts, called);
  }

  private static SecretScope secrets(Frame frame, Job.Call call, ObjectValue contexts) {
    return switch (call.secrets()) {
      case Job.InheritedSecrets _ -> frame.secrets();
      case Job.NamedSecrets named ->
          new SecretScope.Passed(
              named.secrets().orElseGet(() -> new Data.Entries(call.usesAt(), List.of())),
              contexts,
              frame.secrets());
    };
  }
}
