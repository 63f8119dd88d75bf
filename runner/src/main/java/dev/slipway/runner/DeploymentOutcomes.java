package dev.slipway.runner;

import java.util.Optional;

/**
 * Port: what became of what a job deployed. A tool that asked a moment too late may have been told
 * that all is well, when the release had already been taken back (specification-notes S47, S48).
 */
@FunctionalInterface
public interface DeploymentOutcomes {
  /** Nothing is known of any deployment. */
  DeploymentOutcomes NONE = job -> Optional.empty();

  /** Why the job has not done what its steps say; empty when nothing speaks against it. */
  Optional<String> objection(JobDescriptor job);

  /** Where users reach what the job's run deployed; empty when nobody knows. */
  default Optional<String> address(JobDescriptor job) {
    return Optional.empty();
  }
}
