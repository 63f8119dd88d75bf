package dev.slipway.git;

import java.util.List;

/** What came of undoing commits. */
public sealed interface RevertOutcome {
  /** One commit on top of the tip that undoes all of them. */
  record Reverted(CommitId commit) implements RevertOutcome {}

  /** Later commits changed the same places; a person must decide. The paths are sorted. */
  record Conflicts(CommitId undoing, List<String> paths) implements RevertOutcome {
    public Conflicts {
      paths = List.copyOf(paths);
    }
  }

  /** The tip has nothing of them any more. */
  record AlreadyUndone() implements RevertOutcome {}
}
