package dev.slipway.delivery;

import dev.slipway.delivery.rollback.RollbackFacts;
import java.util.Optional;

/** Port: what the way back depends on beside the cluster and git. */
public interface Surroundings {
  /** Whether a workflow of the repository could run now. */
  RollbackFacts.Workflows workflows(String repository);

  /** Whether something applies git to this environment by itself. */
  RollbackFacts.GitOps gitOps(String environment);

  /** How users fare: what share of their requests fails, in words; empty when they are fine. */
  Optional<String> complaints(String namespace);
}
