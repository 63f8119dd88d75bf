package dev.slipway.runner;

import dev.slipway.git.GitRepository;
import java.util.Optional;

/** Repositories that are hosted here, as far as a job may read them. */
@FunctionalInterface
public interface HostedRepositories {
  /**
   * A repository, to be closed by the caller.
   *
   * @param name {@code OWNER/NAME}
   * @param reader the job that wants to read it; its own repository is always readable
   * @return empty when it is not hosted here, or not for this job to read
   */
  Optional<GitRepository> open(String name, JobDescriptor reader);
}
