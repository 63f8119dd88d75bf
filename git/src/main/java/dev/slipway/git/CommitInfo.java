package dev.slipway.git;

import java.util.List;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * A commit.
 *
 * @param subject the first paragraph of the message, on one line
 * @param message the whole message
 * @param author who wrote the change
 * @param committer who made the commit
 * @param parents none for a root, several for a merge
 * @param tree the object id of its tree
 */
public record CommitInfo(
    CommitId id,
    String subject,
    String message,
    Signature author,
    Signature committer,
    List<CommitId> parents,
    String tree) {
  public CommitInfo {
    parents = List.copyOf(parents);
  }

  static CommitInfo of(RevCommit commit) {
    return new CommitInfo(
        CommitId.of(commit),
        commit.getShortMessage(),
        commit.getFullMessage(),
        Signature.of(commit.getAuthorIdent()),
        Signature.of(commit.getCommitterIdent()),
        List.of(commit.getParents()).stream().map(CommitId::of).toList(),
        commit.getTree().name());
  }
}
