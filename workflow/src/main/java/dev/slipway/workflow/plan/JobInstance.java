package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Permissions;
import dev.slipway.workflow.syntax.Workflow;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a job: a combination of its matrix, with everything evaluated that is not the
 * job's own business to evaluate when it runs.
 *
 * @param id unique in the run: {@code deploy}, {@code test (20)}, {@code call / build}
 * @param name what people see
 * @param workflow the file it is from, a called one perhaps
 * @param job as written
 * @param steps what it runs
 * @param contexts {@code github}, {@code inputs}, {@code vars}, {@code needs}, {@code strategy},
 *     {@code matrix} as the job's own expressions see them
 * @param secrets which of the repository's secrets it sees
 * @param runsOn labels of the runner
 * @param environment where it deploys to
 * @param concurrency the group it takes a place in before it starts
 * @param timeoutMinutes after how long it is cancelled
 * @param cancelTimeoutMinutes how long it may take to end when cancelled
 * @param continueOnError whether its failure does not make the run fail
 * @param permissions of its tokens
 */
public record JobInstance(
    String id,
    String name,
    Workflow workflow,
    Job job,
    Job.Steps steps,
    ObjectValue contexts,
    SecretScope secrets,
    List<String> runsOn,
    Optional<Environment> environment,
    Optional<Concurrency.Request> concurrency,
    double timeoutMinutes,
    double cancelTimeoutMinutes,
    boolean continueOnError,
    Permissions permissions) {
  public JobInstance {
    runsOn = List.copyOf(runsOn);
  }

  /**
   * A deployment target.
   *
   * @param url to be evaluated when the job has run
   * @param deployment whether the run of the job counts as a deployment
   */
  public record Environment(String name, Optional<Data> url, boolean deployment) {}

  /** The same with these variables as its context {@code vars}. */
  public JobInstance seeing(ObjectValue variables) {
    var seen = ObjectValue.builder();
    contexts.entries().forEach(seen::put);
    seen.put("vars", variables);
    return new JobInstance(
        id,
        name,
        workflow,
        job,
        steps,
        seen.build(),
        secrets,
        runsOn,
        environment,
        concurrency,
        timeoutMinutes,
        cancelTimeoutMinutes,
        continueOnError,
        permissions);
  }

  @Override
  public String toString() {
    return "JobInstance[" + id + "]";
  }
}
