package dev.slipway.runner.step;

import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.job.JobContainer;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The variables a step's program gets. Later ones win: the container's, the workflow's, the job's
 * and what steps have set, the step's own, and last those of the contexts, which nobody overrides.
 */
final class StepEnvironment {
  /** The properties of {@code github} that become variables. */
  private static final Set<String> GITHUB =
      Set.of(
          "action",
          "action_path",
          "action_ref",
          "action_repository",
          "actor",
          "actor_id",
          "api_url",
          "base_ref",
          "env",
          "event_name",
          "event_path",
          "graphql_url",
          "head_ref",
          "job",
          "output",
          "path",
          "ref",
          "ref_name",
          "ref_protected",
          "ref_type",
          "repository",
          "repository_id",
          "repository_owner",
          "repository_owner_id",
          "retention_days",
          "run_attempt",
          "run_id",
          "run_number",
          "server_url",
          "sha",
          "state",
          "step_summary",
          "triggering_actor",
          "workflow",
          "workflow_ref",
          "workflow_sha",
          "workspace");

  private final JobContainer container;
  private final JobContexts contexts;
  private final JobOrder order;

  StepEnvironment(JobContainer container, JobContexts contexts, JobOrder order) {
    this.container = container;
    this.contexts = contexts;
    this.order = order;
  }

  /**
   * All variables.
   *
   * @param own the job's and the step's
   * @param paths what steps put first on the PATH
   * @param step what the step adds to {@code github}
   * @param commandFiles the variables that name the step's files
   */
  Map<String, String> of(
      Map<String, String> own,
      List<String> paths,
      Map<String, String> step,
      Map<String, String> commandFiles) {
    var all = new LinkedHashMap<>(container.environment());
    all.putAll(own);
    all.put("PATH", path(own, paths));
    // Workflows may say otherwise, and do for tools that take warnings for errors under CI.
    all.putIfAbsent("CI", "true");
    all.put("GITHUB_ACTIONS", "true");
    contexts.github(step).entries().forEach((name, value) -> addGithub(all, name, value));
    contexts
        .runner()
        .forEach((name, value) -> all.put("RUNNER_" + name.toUpperCase(Locale.ROOT), value));
    all.putAll(commandFiles);
    addCredentials(all);
    return all;
  }

  private static void addGithub(Map<String, String> all, String name, Value value) {
    boolean plain = value != NullValue.NULL && !(value instanceof ObjectValue);
    if (plain && GITHUB.contains(name)) {
      all.put("GITHUB_" + name.toUpperCase(Locale.ROOT), value.text());
    }
  }

  /** The programs that stand in for others come first, whatever steps add. */
  private String path(Map<String, String> own, List<String> paths) {
    var all = new ArrayList<String>();
    all.add(container.programs().toString());
    all.addAll(paths);
    String given = own.getOrDefault("PATH", "");
    all.add(given.isEmpty() ? container.environment().getOrDefault("PATH", "/bin") : given);
    return String.join(":", all);
  }

  private void addCredentials(Map<String, String> all) {
    JobCredentials credentials = order.credentials();
    all.put("SLIPWAY_URL", order.url());
    all.put("SLIPWAY_JOB_TOKEN", credentials.slipwayToken());
    all.keySet()
        .removeAll(List.of("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
    credentials
        .idToken()
        .filter(token -> order.job().mayRequestIdToken())
        .ifPresent(request -> {
          all.put("ACTIONS_ID_TOKEN_REQUEST_URL", request.url());
          all.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", request.token());
        });
  }
}
