package dev.slipway.forge;

import dev.slipway.git.CommitId;
import java.util.Map;

/** Port: how checks of a commit ended. */
@FunctionalInterface
public interface CheckStates {
  /** Nothing was ever checked. */
  CheckStates NONE = (repository, commit) -> Map.of();

  /** How one check stands. */
  enum State {
    PENDING,
    PASSED,
    FAILED
  }

  /**
   * The latest state of each check that ran for {@code commit}, by name; a check that is missing
   * has not begun.
   *
   * @param commit the head of a pull request
   */
  Map<String, State> of(HostedRepository repository, CommitId commit);
}
