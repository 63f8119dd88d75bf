package dev.slipway.git;

import java.util.List;

/** What came of joining two histories. */
public sealed interface MergeOutcome {
  /** The commit that has both; the base itself when it had all of the head already. */
  record Merged(CommitId commit) implements MergeOutcome {}

  /** Both sides changed the same places; a person must decide. The paths are sorted. */
  record Conflicts(List<String> paths) implements MergeOutcome {
    public Conflicts {
      paths = List.copyOf(paths);
    }
  }

  /** The two histories have no commit in common, so nothing says what either side changed. */
  record Unrelated() implements MergeOutcome {}
}
