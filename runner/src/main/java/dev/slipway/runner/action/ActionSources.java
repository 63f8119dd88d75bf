package dev.slipway.runner.action;

import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import java.util.Optional;

/** Port: the repositories that actions are taken from. */
@FunctionalInterface
public interface ActionSources {
  /** For an instance without any. */
  ActionSources NONE = (name, reader) -> Optional.empty();

  /**
   * A repository that has what an action's ref names, if anything does.
   *
   * @param content to be closed by whoever asked
   * @param warning what people should know about where it comes from
   */
  record Opened(GitRepository content, Optional<String> warning) {}

  /**
   * Opens the repository of an action; empty when there is none of this name, or none that jobs of
   * {@code reader} may read.
   *
   * @param reader {@code OWNER/NAME} of the repository whose job uses the action
   * @throws SlipwayException when it cannot be had now
   */
  Optional<Opened> open(ActionName.Hosted name, String reader);

  /**
   * The commit that counts where an action's ref names {@code found}.
   *
   * @throws dev.slipway.base.InputException when it may not be that one
   */
  default CommitId settled(ActionName.Hosted name, CommitId found) {
    return found;
  }
}
