package dev.slipway.delivery;

import dev.slipway.delivery.fence.Ancestry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Port: the repositories that releases come from. */
public interface SourceHistory extends Ancestry {
  /** What is known of a commit; empty when the repository or the commit is not here. */
  Optional<Commit> commit(String repository, String id);

  /** The branch whose commits are deployed, such as {@code main}; empty when there is none. */
  Optional<String> defaultBranch(String repository);

  /** Takes commits back on a branch, by a commit on top of it. */
  Reverted revert(RevertOrder order);

  /**
   * Adds a commit with exactly {@code files} to the history of {@code ref}, which no workflow
   * listens to.
   *
   * @param marker a line of the message; when the newest commit has it nothing is added
   * @return the commit; empty when the repository is not here
   */
  Optional<String> record(
      String repository, String ref, Map<String, byte[]> files, String message, String marker);

  /**
   * A commit.
   *
   * @param author the author's name
   */
  record Commit(String id, String subject, String author) {}

  /**
   * What is to be taken back.
   *
   * @param branch such as {@code main}
   * @param undone the last commit to take back
   * @param kept the last commit to keep; all between the two are taken back
   * @param marker a line of the message that tells this order; done once only
   */
  record RevertOrder(
      String repository,
      String branch,
      String undone,
      String kept,
      String reason,
      String author,
      String marker) {}

  /** What became of it. */
  sealed interface Reverted {
    /**
     * The branch has a new commit.
     *
     * @param content whether its files are those of the kept commit
     */
    record Done(String commit, Content content) implements Reverted {}

    /** Later commits touch the same lines. */
    record Conflicts(List<String> paths) implements Reverted {
      public Conflicts {
        paths = List.copyOf(paths);
      }
    }

    /** It could not be done. */
    record Impossible(String why) implements Reverted {}
  }

  /** How the files of a revert compare to those of the commit that was kept. */
  enum Content {
    AS_KEPT,
    NEWER
  }
}
