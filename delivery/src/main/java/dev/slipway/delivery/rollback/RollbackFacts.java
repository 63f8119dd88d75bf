package dev.slipway.delivery.rollback;

import dev.slipway.delivery.release.Chronicle;
import java.util.List;
import java.util.Optional;

/**
 * What is known when somebody wants to go back.
 *
 * @param outage why users are without service; empty when nothing shows that they are
 * @param workflows whether a workflow could deploy a revert
 * @param git the branch that a revert would go to; empty when the repository is not hosted here
 * @param missingImages images of the target that are neither on the node nor in the registry
 * @param migrations Deployments whose releases since the target migrated data
 * @param gitOps whether something applies git to this environment by itself
 */
public record RollbackFacts(
    Chronicle chronicle,
    Optional<String> outage,
    Workflows workflows,
    Optional<String> git,
    List<String> missingImages,
    List<String> migrations,
    GitOps gitOps) {
  /** Whether workflows run. */
  public enum Workflows {
    RUNNING,
    NOT_RUNNING
  }

  /** Whether git is applied by itself. */
  public enum GitOps {
    ON,
    OFF
  }

  public RollbackFacts {
    missingImages = List.copyOf(missingImages);
    migrations = List.copyOf(migrations);
  }
}
