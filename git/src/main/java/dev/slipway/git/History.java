package dev.slipway.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** Walks over commits. */
final class History {
  private final Repository repository;

  History(Repository repository) {
    this.repository = repository;
  }

  CommitInfo commit(CommitId id) throws IOException {
    try (var walk = new RevWalk(repository)) {
      return CommitInfo.of(walk.parseCommit(id.object()));
    }
  }

  boolean isAncestor(CommitId ancestor, CommitId of) throws IOException {
    try (var walk = new RevWalk(repository)) {
      return walk.isMergedInto(walk.parseCommit(ancestor.object()), walk.parseCommit(of.object()));
    }
  }

  Optional<CommitId> mergeBase(CommitId one, CommitId other) throws IOException {
    try (var walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(one.object()));
      walk.markStart(walk.parseCommit(other.object()));
      return Optional.ofNullable(walk.next()).map(CommitId::of);
    }
  }

  List<CommitInfo> log(CommitId from, List<CommitId> notIn, int limit) throws IOException {
    try (var walk = new RevWalk(repository)) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.COMMIT_TIME_DESC, true);
      walk.markStart(walk.parseCommit(from.object()));
      for (CommitId hidden : notIn) {
        walk.markUninteresting(walk.parseCommit(hidden.object()));
      }
      var found = new ArrayList<CommitInfo>();
      while (found.size() < limit) {
        RevCommit next = walk.next();
        if (next == null) {
          break;
        }
        found.add(CommitInfo.of(next));
      }
      return List.copyOf(found);
    }
  }
}
