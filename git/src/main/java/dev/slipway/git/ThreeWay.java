package dev.slipway.git;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.merge.ThreeWayMerger;

/** A merge of trees, in memory: what changed from a base to theirs is applied to ours. */
final class ThreeWay {
  private final Repository repository;
  private final ObjectInserter inserter;

  /** The tree, or where the two sides disagree. */
  sealed interface Result {
    /** A tree with both sides' changes. */
    record Clean(ObjectId tree) implements Result {}

    /** The paths that both sides changed differently. */
    record Conflicting(List<String> paths) implements Result {}
  }

  ThreeWay(Repository repository, ObjectInserter inserter) {
    this.repository = repository;
    this.inserter = inserter;
  }

  /** With a given base. */
  Result merge(AnyObjectId base, AnyObjectId ours, AnyObjectId theirs) throws IOException {
    var merger = newMerger(MergeStrategy.RESOLVE);
    merger.setBase(base);
    return result(merger, merger.merge(ours, theirs));
  }

  /** With the common ancestors of two commits, joined when there are several of them. */
  Result mergeCommits(AnyObjectId ours, AnyObjectId theirs) throws IOException {
    var merger = newMerger(MergeStrategy.RECURSIVE);
    return result(merger, merger.merge(ours, theirs));
  }

  private ResolveMerger newMerger(org.eclipse.jgit.merge.ThreeWayMergeStrategy strategy) {
    ThreeWayMerger merger = strategy.newMerger(repository, true);
    merger.setObjectInserter(inserter);
    return (ResolveMerger) merger;
  }

  private static Result result(ResolveMerger merger, boolean clean) {
    if (clean) {
      return new Result.Clean(merger.getResultTreeId());
    }
    var paths = new TreeSet<>(merger.getUnmergedPaths());
    if (merger.getFailingPaths() != null) {
      paths.addAll(merger.getFailingPaths().keySet());
    }
    return new Result.Conflicting(List.copyOf(paths));
  }
}
