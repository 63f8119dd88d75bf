package dev.slipway.runner;

/** Gives a job its credentials and takes them away again (specification §6). */
public interface JobIdentities {
  /** Issues credentials that last until {@link #end}. */
  JobCredentials begin(JobDescriptor job);

  /** Makes the job's credentials, and all that was obtained with them, worthless. */
  void end(JobDescriptor job);
}
