package dev.slipway.daemon;

import dev.slipway.delivery.Surroundings;
import dev.slipway.delivery.rollback.RollbackFacts;
import java.util.Optional;

/** An instance without hosted workflows: nothing deploys by itself, nothing counts requests. */
final class QuietSurroundings implements Surroundings {
  @Override
  public RollbackFacts.Workflows workflows(String repository) {
    return RollbackFacts.Workflows.NOT_RUNNING;
  }

  @Override
  public RollbackFacts.GitOps gitOps(String environment) {
    return RollbackFacts.GitOps.OFF;
  }

  @Override
  public Optional<String> complaints(String namespace) {
    return Optional.empty();
  }
}
