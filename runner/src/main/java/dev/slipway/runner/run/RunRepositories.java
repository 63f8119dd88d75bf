package dev.slipway.runner.run;

import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.workflow.event.RepositoryFacts;

/** Port: the repositories whose workflows run here. */
public interface RunRepositories {
  /**
   * The content, to be closed by the caller.
   *
   * @param name {@code OWNER/NAME}
   * @throws dev.slipway.base.SlipwayException when there is none of this name
   */
  GitRepository open(String name);

  /** How far the repository's own code is trusted. */
  Trust trust(String name);

  /** What a payload says about it. */
  RepositoryFacts facts(String name);
}
