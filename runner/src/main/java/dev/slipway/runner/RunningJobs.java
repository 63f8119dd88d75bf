package dev.slipway.runner;

import dev.slipway.http.Principal;
import java.util.Optional;

/** The jobs that are being executed now. */
public interface RunningJobs {
  /**
   * A job that is being executed.
   *
   * @param files what its steps see
   */
  record RunningJob(JobDescriptor job, JobFiles files) {}

  /**
   * The job that a principal acts for: the one of its attributes {@code run} and {@code job}.
   *
   * @return empty when it acts for none, or for one that has ended
   */
  Optional<RunningJob> of(Principal principal);
}
