package dev.slipway.git;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Undoes commits: the change from each to its first parent is applied to the tip. Taken with the
 * latest first, commits that build on each other come undone without a conflict.
 */
final class Reverting {
  private final Repository repository;

  Reverting(Repository repository) {
    this.repository = repository;
  }

  RevertOutcome revert(CommitId tip, List<CommitId> commits, Signature signature, String message)
      throws IOException {
    try (var walk = new RevWalk(repository);
        var inserter = repository.newObjectInserter()) {
      RevCommit start = walk.parseCommit(tip.object());
      ObjectId before = start.getTree().getId();
      ObjectId tree = before;
      for (CommitId commit : latestFirst(tip, commits)) {
        var undone = undo(walk, inserter, commit, tree);
        switch (undone) {
          case ThreeWay.Result.Conflicting(var paths) -> {
            return new RevertOutcome.Conflicts(commit, paths);
          }
          case ThreeWay.Result.Clean(var result) -> tree = result;
        }
        // The next merge reads the tree that this one made.
        inserter.flush();
      }
      return tree.equals(before)
          ? new RevertOutcome.AlreadyUndone()
          : new RevertOutcome.Reverted(
              Trees.commit(inserter, tree, List.of(tip), signature, signature, message));
    }
  }

  private ThreeWay.Result undo(
      RevWalk walk, ObjectInserter inserter, CommitId undoing, ObjectId tree) throws IOException {
    RevCommit commit = walk.parseCommit(undoing.object());
    ObjectId parent =
        commit.getParentCount() == 0
            ? EmptyTree.insert(inserter)
            : walk.parseCommit(commit.getParent(0)).getTree();
    return new ThreeWay(repository, inserter).merge(commit.getTree(), tree, parent);
  }

  private Set<CommitId> latestFirst(CommitId tip, List<CommitId> commits) throws IOException {
    var wanted = new LinkedHashSet<>(commits);
    var sorted = new LinkedHashSet<CommitId>();
    try (var walk = new RevWalk(repository)) {
      walk.sort(RevSort.TOPO);
      walk.markStart(walk.parseCommit(tip.object()));
      for (RevCommit next = walk.next();
          next != null && sorted.size() < wanted.size();
          next = walk.next()) {
        var id = CommitId.of(next);
        if (wanted.contains(id)) {
          sorted.add(id);
        }
      }
    }
    wanted.removeAll(sorted);
    if (!wanted.isEmpty()) {
      throw new InputException(
          InputException.Position.of("commit " + wanted.iterator().next()),
          "is not part of the history of " + tip + ", so it cannot be undone there",
          "choose a commit that `git log` shows");
    }
    return sorted;
  }
}
