package dev.slipway.runner.port;

/** Gives jobs their tokens and takes them back. */
public interface JobIdentities {
  /** Issues the tokens of a job that is about to start. */
  JobCredentials begin(JobDescriptor job);

  /** Revokes the job's tokens and everything that was obtained with them. */
  void end(JobDescriptor job);
}
