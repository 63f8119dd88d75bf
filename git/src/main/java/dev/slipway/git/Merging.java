package dev.slipway.git;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Joins histories, in the three ways people ask for. */
final class Merging {
  private final Repository repository;
  private final History history;

  Merging(Repository repository) {
    this.repository = repository;
    this.history = new History(repository);
  }

  MergeOutcome merge(CommitId base, CommitId head, Signature signature, String message)
      throws IOException {
    return join(base, head, signature, message, List.of(base, head));
  }

  MergeOutcome squash(CommitId base, CommitId head, Signature signature, String message)
      throws IOException {
    return join(base, head, signature, message, List.of(base));
  }

  private MergeOutcome join(
      CommitId base, CommitId head, Signature signature, String message, List<CommitId> parents)
      throws IOException {
    if (history.isAncestor(head, base)) {
      return new MergeOutcome.Merged(base);
    }
    if (history.mergeBase(base, head).isEmpty()) {
      return new MergeOutcome.Unrelated();
    }
    try (var inserter = repository.newObjectInserter()) {
      var joined = new ThreeWay(repository, inserter).mergeCommits(base.object(), head.object());
      return switch (joined) {
        case ThreeWay.Result.Conflicting(var paths) -> new MergeOutcome.Conflicts(paths);
        case ThreeWay.Result.Clean(var tree) ->
            new MergeOutcome.Merged(
                Trees.commit(inserter, tree, parents, signature, signature, message));
      };
    }
  }

  MergeOutcome rebase(CommitId base, CommitId head, Signature committer) throws IOException {
    Optional<CommitId> shared = history.mergeBase(base, head);
    if (shared.isEmpty()) {
      return new MergeOutcome.Unrelated();
    }
    CommitId tip = base;
    try (var inserter = repository.newObjectInserter()) {
      for (CommitInfo commit : history.log(head, List.of(base), Integer.MAX_VALUE).reversed()) {
        if (commit.parents().size() > 1) {
          continue;
        }
        var next = pick(inserter, tip, commit);
        switch (next) {
          case ThreeWay.Result.Conflicting(var paths) -> {
            return new MergeOutcome.Conflicts(paths);
          }
          case ThreeWay.Result.Clean(var tree) -> {
            // What the base has already is left out, as git rebase does.
            if (!tree.name().equals(history.commit(tip).tree())) {
              tip =
                  Trees.commit(
                      inserter, tree, List.of(tip), commit.author(), committer, commit.message());
            }
          }
        }
      }
    }
    return new MergeOutcome.Merged(tip);
  }

  private ThreeWay.Result pick(ObjectInserter inserter, CommitId tip, CommitInfo commit)
      throws IOException {
    try (var walk = new RevWalk(repository)) {
      var ours = walk.parseCommit(tip.object()).getTree();
      var theirs = walk.parseCommit(commit.id().object()).getTree();
      var base =
          commit.parents().isEmpty()
              ? EmptyTree.insert(inserter)
              : walk.parseCommit(commit.parents().getFirst().object()).getTree();
      return new ThreeWay(repository, inserter).merge(base, ours, theirs);
    }
  }
}
