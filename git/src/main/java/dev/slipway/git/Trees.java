package dev.slipway.git;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reading and making trees. */
final class Trees {
  private final Repository repository;

  Trees(Repository repository) {
    this.repository = repository;
  }

  Optional<byte[]> file(CommitId commit, String path) throws IOException {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try (var reader = repository.newObjectReader();
        var walk = TreeWalk.forPath(reader, path, tree(commit))) {
      if (walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
        return Optional.empty();
      }
      return Optional.of(reader.open(walk.getObjectId(0)).getBytes());
    }
  }

  List<TreeFile> list(CommitId commit, String directory) throws IOException {
    try (var reader = repository.newObjectReader();
        var walk = new TreeWalk(reader)) {
      Optional<ObjectId> top = directory(reader, commit, directory);
      if (top.isEmpty()) {
        return List.of();
      }
      walk.addTree(top.get());
      var children = new ArrayList<TreeFile>();
      while (walk.next()) {
        children.add(
            new TreeFile(
                walk.getNameString(),
                TreeFile.Kind.of(walk.getFileMode(0)),
                walk.getObjectId(0).name()));
      }
      return List.copyOf(children);
    }
  }

  /** Everything below a directory; empty when there is none. */
  Optional<List<CommittedFile>> all(CommitId commit, String directory) throws IOException {
    try (var reader = repository.newObjectReader();
        var walk = new TreeWalk(reader)) {
      Optional<ObjectId> top = directory(reader, commit, directory);
      if (top.isEmpty()) {
        return Optional.empty();
      }
      walk.addTree(top.get());
      var found = new ArrayList<CommittedFile>();
      while (walk.next()) {
        var kind = TreeFile.Kind.of(walk.getFileMode(0));
        var _ = EntryNames.safe(walk);
        found.add(new CommittedFile(walk.getPathString(), kind, walk.getObjectId(0).name()));
        if (kind == TreeFile.Kind.DIRECTORY) {
          walk.enterSubtree();
        }
      }
      return Optional.of(found);
    }
  }

  private Optional<ObjectId> directory(ObjectReader reader, CommitId commit, String directory)
      throws IOException {
    if (directory.isEmpty()) {
      return Optional.of(tree(commit));
    }
    try (var found = TreeWalk.forPath(reader, directory, tree(commit))) {
      return found == null || !FileMode.TREE.equals(found.getFileMode(0))
          ? Optional.empty()
          : Optional.of(found.getObjectId(0));
    }
  }

  List<String> changed(Optional<CommitId> from, CommitId to) throws IOException {
    return changes(from, to).stream().map(FileChange::path).toList();
  }

  List<FileChange> changes(Optional<CommitId> from, CommitId to) throws IOException {
    try (var walk = new TreeWalk(repository)) {
      if (from.isPresent()) {
        walk.addTree(tree(from.get()));
      } else {
        walk.addTree(new EmptyTreeIterator());
      }
      walk.addTree(tree(to));
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      var changes = new ArrayList<FileChange>();
      while (walk.next()) {
        changes.add(new FileChange(walk.getPathString(), kind(walk)));
      }
      return changes.stream().sorted(Comparator.comparing(FileChange::path)).toList();
    }
  }

  private static FileChange.Kind kind(TreeWalk walk) {
    if (walk.getFileMode(0).equals(FileMode.MISSING)) {
      return FileChange.Kind.ADDED;
    }
    return walk.getFileMode(1).equals(FileMode.MISSING)
        ? FileChange.Kind.REMOVED
        : FileChange.Kind.MODIFIED;
  }

  CommitId commit(
      List<CommitId> parents,
      Map<String, Optional<byte[]>> changes,
      Signature signature,
      String message)
      throws IOException {
    try (var inserter = repository.newObjectInserter()) {
      var index = DirCache.newInCore();
      if (!parents.isEmpty()) {
        addAll(index, parents.getFirst());
      }
      var editor = index.editor();
      for (Map.Entry<String, Optional<byte[]>> change : changes.entrySet()) {
        String path = change.getKey();
        editor.add(
            change.getValue().isPresent()
                ? put(path, inserter.insert(Constants.OBJ_BLOB, change.getValue().get()))
                : new DirCacheEditor.DeletePath(path));
      }
      finish(editor);
      return commit(inserter, index.writeTree(inserter), parents, signature, signature, message);
    }
  }

  private static void finish(DirCacheEditor editor) {
    try {
      editor.finish();
    } catch (InvalidPathException e) {
      throw new InputException(
          InputException.Position.of("commit"),
          "cannot hold a file there: " + e.getMessage(),
          "use a path inside the repository",
          e);
    }
  }

  /** Makes a commit of a tree and flushes the inserter. */
  static CommitId commit(
      ObjectInserter inserter,
      ObjectId tree,
      List<CommitId> parents,
      Signature author,
      Signature committer,
      String message)
      throws IOException {
    var commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents.stream().map(CommitId::object).toList());
    commit.setAuthor(author.person());
    commit.setCommitter(committer.person());
    commit.setMessage(message);
    var id = inserter.insert(commit);
    inserter.flush();
    return CommitId.of(id);
  }

  private void addAll(DirCache index, CommitId commit) throws IOException {
    try (var reader = repository.newObjectReader()) {
      var builder = index.builder();
      builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, tree(commit));
      builder.finish();
    }
  }

  private static DirCacheEditor.PathEdit put(String path, ObjectId blob) {
    return new DirCacheEditor.PathEdit(path) {
      @Override
      public void apply(DirCacheEntry entry) {
        boolean keeps = (entry.getRawMode() & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
        entry.setFileMode(keeps ? entry.getFileMode() : FileMode.REGULAR_FILE);
        entry.setObjectId(blob);
      }
    };
  }

  private RevTree tree(CommitId commit) throws IOException {
    try (var walk = new RevWalk(repository)) {
      return walk.parseCommit(commit.object()).getTree();
    }
  }
}
