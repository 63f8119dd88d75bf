package dev.slipway.runner.action;

import dev.slipway.git.GitRepository;
import java.util.Optional;

/** Port: the hosted repositories that actions are taken from. */
@FunctionalInterface
public interface ActionSources {
  /** For an instance without hosted repositories. */
  ActionSources NONE = (name, reader) -> Optional.empty();

  /**
   * A repository, to be closed by the caller; empty when there is none of this name, or none that
   * jobs of {@code reader} may read.
   *
   * @param name {@code OWNER/NAME}
   * @param reader {@code OWNER/NAME} of the repository whose job uses the action
   */
  Optional<GitRepository> repository(String name, String reader);
}
