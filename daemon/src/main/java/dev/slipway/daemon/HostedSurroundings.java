package dev.slipway.daemon;

import dev.slipway.delivery.Surroundings;
import dev.slipway.delivery.rollback.RollbackFacts;
import dev.slipway.runner.run.RunStore;
import java.util.Optional;

/** What a way back depends on here: whether workflows run for the repository. */
final class HostedSurroundings implements Surroundings {
  private final RunStore runs;

  HostedSurroundings(RunStore runs) {
    this.runs = runs;
  }

  @Override
  public RollbackFacts.Workflows workflows(String repository) {
    return runs.latest(Optional.of(repository), 1).isEmpty()
        ? RollbackFacts.Workflows.NOT_RUNNING
        : RollbackFacts.Workflows.RUNNING;
  }

  /** Nothing here applies git by itself. */
  @Override
  public RollbackFacts.GitOps gitOps(String environment) {
    return RollbackFacts.GitOps.OFF;
  }

  @Override
  public Optional<String> complaints(String namespace) {
    return Optional.empty();
  }
}
