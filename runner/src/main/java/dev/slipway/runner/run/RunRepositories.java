package dev.slipway.runner.run;

import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.workflow.event.RepositoryFacts;
import java.util.List;

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

  /** Whether a ref such as {@code refs/heads/main} is a protected branch of the repository. */
  boolean isProtected(String name, String ref);

  /** The names of all, {@code OWNER/NAME}. */
  List<String> names();

  /** What a payload says about it. */
  RepositoryFacts facts(String name);
}
