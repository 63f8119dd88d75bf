package dev.slipway.forge;

import dev.slipway.git.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pull request (S7): the wish to bring a head into a base branch.
 *
 * @param repository the id of the base repository
 * @param number its number there, from 1
 * @param author the name of the principal who opened it
 * @param headRepository the id of the repository that has the head branch
 * @param headBranch such as {@code topic}
 * @param head the latest commit of the head, kept as {@code refs/pull/N/head}
 * @param baseBranch such as {@code main}
 * @param base the base commit that {@code joined} was made with
 * @param joined what merging gives at the moment
 * @param outcome how it ended, when it was merged
 */
public record PullRequest(
    long repository,
    long number,
    String title,
    String body,
    String author,
    State state,
    long headRepository,
    String headBranch,
    CommitId head,
    String baseBranch,
    CommitId base,
    Joined joined,
    Optional<MergeRecord> outcome,
    Instant created,
    Instant updated) {
  /** Where it stands. */
  public enum State {
    OPEN,
    CLOSED,
    MERGED;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** What merging head and base gives. */
  public sealed interface Joined {
    /** A commit of both, kept as {@code refs/pull/N/merge}. */
    record Clean(CommitId merge) implements Joined {}

    /** Both changed the same places. */
    record Conflicting(List<String> paths) implements Joined {
      public Conflicting {
        paths = List.copyOf(paths);
      }
    }
  }

  /** By whom it was merged, and as which commit. */
  public record MergeRecord(String by, CommitId commit, Instant time) {}

  /** Whether the head's repository is another one than the base's. */
  public boolean fromFork() {
    return headRepository != repository;
  }

  /** The commit to check: head and base together; empty while they conflict. */
  public Optional<CommitId> merge() {
    return joined instanceof Joined.Clean(CommitId merge) ? Optional.of(merge) : Optional.empty();
  }

  String headRef() {
    return "refs/pull/" + number + "/head";
  }

  String mergeRef() {
    return "refs/pull/" + number + "/merge";
  }

  PullRequest withText(String newTitle, String newBody, Instant now) {
    return new PullRequest(
        repository,
        number,
        newTitle,
        newBody,
        author,
        state,
        headRepository,
        headBranch,
        head,
        baseBranch,
        base,
        joined,
        outcome,
        created,
        now);
  }

  PullRequest withState(State newState, Optional<MergeRecord> newOutcome, Instant now) {
    return new PullRequest(
        repository,
        number,
        title,
        body,
        author,
        newState,
        headRepository,
        headBranch,
        head,
        baseBranch,
        base,
        joined,
        newOutcome,
        created,
        now);
  }

  PullRequest withCommits(CommitId newHead, CommitId newBase, Joined newJoined, Instant now) {
    return new PullRequest(
        repository,
        number,
        title,
        body,
        author,
        state,
        headRepository,
        headBranch,
        newHead,
        baseBranch,
        newBase,
        newJoined,
        outcome,
        created,
        now);
  }

  PullRequest onto(String newBaseBranch) {
    return new PullRequest(
        repository,
        number,
        title,
        body,
        author,
        state,
        headRepository,
        headBranch,
        head,
        newBaseBranch,
        base,
        joined,
        outcome,
        created,
        updated);
  }
}
