package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobFiles;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contexts of one job, as its steps' expressions see them. */
final class JobContexts {
  private static final List<String> PLANNED =
      List.of("inputs", "vars", "needs", "strategy", "matrix");

  private final JobOrder order;
  private final JobFiles files;
  private final ObjectValue secrets;
  private final Value runner;

  JobContexts(JobOrder order, JobFiles files) {
    this.order = order;
    this.files = files;
    this.secrets = secrets(order);
    this.runner = ObjectValue.ofText(runner(files));
  }

  /** The context {@code secrets}. */
  static ObjectValue secrets(JobOrder order) {
    var all = ObjectValue.builder();
    order.secrets().forEach(all::put);
    all.put("GITHUB_TOKEN", order.credentials().githubToken());
    all.put("github_token", order.credentials().githubToken());
    return order.instance().secrets().resolve(all.build());
  }

  /** The context {@code runner}, from which the {@code RUNNER_} variables are made. */
  private static Map<String, String> runner(JobFiles files) {
    var runner = new LinkedHashMap<String, String>();
    runner.put("name", "slipway");
    runner.put("os", "Linux");
    runner.put("arch", architecture());
    runner.put("environment", "self-hosted");
    runner.put("temp", files.temporary().toString());
    runner.put("tool_cache", files.toolCache().toString());
    runner.put("workspace", String.valueOf(files.workspace().getParent()));
    return runner;
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
      case "aarch64", "arm64" -> "ARM64";
      case "arm" -> "ARM";
      default -> "X64";
    };
  }

  Map<String, String> runner() {
    return runner(files);
  }

  /** The secrets as text, to be hidden. */
  List<String> secretValues() {
    return secrets.entries().values().stream().map(Value::text).toList();
  }

  /**
   * The context {@code github}.
   *
   * @param step what the step adds: its action, its files
   */
  ObjectValue github(Map<String, String> step) {
    var github = ObjectValue.builder();
    if (planned("github") instanceof ObjectValue base) {
      base.entries().forEach(github::put);
    }
    github.put("token", order.credentials().githubToken());
    github.put("workspace", files.workspace().toString());
    github.put("job", order.job().key());
    step.forEach(github::put);
    return github.build();
  }

  private Value planned(String name) {
    return order.instance().contexts().get(name).orElse(NullValue.NULL);
  }

  /**
   * A scope.
   *
   * @param environment what {@code env} shows
   */
  StepScope scope(JobProgress progress, Map<String, String> environment, Map<String, String> step) {
    var contexts = new LinkedHashMap<String, Value>();
    PLANNED.forEach(name -> contexts.put(name, planned(name)));
    contexts.put("github", github(step));
    contexts.put("secrets", secrets);
    contexts.put("runner", runner);
    contexts.put("steps", progress.steps());
    contexts.put(
        "job",
        ObjectValue.builder()
            .put("status", progress.jobStatus().text())
            .put("workflow_file_path", order.job().workflowFile())
            .build());
    var exact = ObjectValue.exact();
    environment.forEach(exact::put);
    contexts.put("env", exact.build());
    return new StepScope(contexts, progress.status(), this::hash);
  }

  /** A scope in which nothing has failed, for what is evaluated before the first step. */
  StepScope early(JobProgress progress, Map<String, String> environment) {
    StepScope scope = scope(progress, environment, Map.of());
    return new StepScope(scope.contexts(), Conclusion.SUCCESS, this::hash);
  }

  private String hash(List<String> patterns) {
    try {
      return HashFiles.of(files.host(files.workspace()), files.workspace(), patterns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
