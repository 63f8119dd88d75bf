package dev.slipway.runner.run;

import dev.slipway.runner.DeploymentOutcomes;
import dev.slipway.runner.JobIdentities;
import dev.slipway.runner.JobRootImages;
import dev.slipway.runner.RunSettings;
import dev.slipway.runner.action.FetchedActions;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.job.JobContainers;
import dev.slipway.runner.log.JobLogs;
import java.time.Clock;

/**
 * What runs are made with.
 *
 * @param live told of the jobs that are being executed
 * @param places how many jobs run at once
 * @param url where jobs reach this process
 */
public record RunParts(
    RunStore store,
    EnvironmentStore environments,
    JobLogs logs,
    RunRepositories repositories,
    JobContainers containers,
    JobRootImages images,
    JobIdentities identities,
    RunSettings settings,
    LiveJobs live,
    DeploymentOutcomes outcomes,
    NativeActions actions,
    FetchedActions fetched,
    RunnerLabels labels,
    int places,
    String url,
    Clock clock) {
  /** The checks of a pull request, such as the example's six, begin together on any machine. */
  private static final int LEAST_PLACES = 8;

  /** Twice the machine's processors, at least eight. */
  public static int defaultPlaces() {
    return Math.max(LEAST_PLACES, 2 * Runtime.getRuntime().availableProcessors());
  }

  /** Tells what of a workflow cannot run with these. */
  public WorkflowCheck check() {
    return new WorkflowCheck(actions, new HostedActions(repositories, fetched), labels);
  }
}
