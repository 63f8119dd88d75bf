package dev.slipway.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Makes a repository with a work tree that git then works with: files, index, refs and one pack
 * with the objects, cut off at a depth when asked to.
 *
 * <p>No program is started and nothing is copied that the refs do not need.
 */
final class WorkTreeClone {
  private static final NullProgressMonitor QUIET = NullProgressMonitor.INSTANCE;

  private final Repository from;
  private final Path directory;
  private final CloneOrder order;

  WorkTreeClone(Repository from, Path directory, CloneOrder order) {
    this.from = from;
    this.directory = directory;
    this.order = order;
  }

  void make() throws IOException {
    new Checkout(from, directory).write(order.commit());
    try (var clone = new FileRepository(directory.resolve(".git").toFile())) {
      clone.create(false);
      Set<ObjectId> wanted = new HashSet<>();
      order.refs().values().forEach(id -> wanted.add(id.object()));
      wanted.add(order.commit().object());
      writePack(clone.getDirectory().toPath(), wanted);
      configure(clone);
      writeRefs(clone);
      writeIndex(clone);
    }
  }

  private void writePack(Path git, Set<ObjectId> wanted) throws IOException {
    Path packs = Files.createDirectories(git.resolve("objects/pack"));
    try (var reader = from.newObjectReader();
        var pack = new PackWriter(from, reader)) {
      pack.setDeltaBaseAsOffset(true);
      pack.setThin(false);
      if (order.depth().isPresent()) {
        int depth = order.depth().getAsInt();
        pack.setShallowPack(depth, Set.of());
        Set<String> cut = boundary(wanted, depth);
        if (!cut.isEmpty()) {
          Files.write(git.resolve("shallow"), cut);
        }
      }
      pack.preparePack(QUIET, wanted, PackWriter.NONE);
      String name = "pack-" + pack.computeName().name();
      try (var out =
          new BufferedOutputStream(Files.newOutputStream(packs.resolve(name + ".pack")))) {
        pack.writePack(QUIET, QUIET, out);
      }
      try (var out =
          new BufferedOutputStream(Files.newOutputStream(packs.resolve(name + ".idx")))) {
        pack.writeIndex(out);
      }
    }
  }

  /** The commits that come along without their parents. */
  private Set<String> boundary(Set<ObjectId> wanted, int depth) throws IOException {
    Map<ObjectId, Integer> level = new HashMap<>();
    var queue = new ArrayDeque<RevCommit>();
    Set<String> cut = new TreeSet<>();
    try (var walk = new RevWalk(from)) {
      for (ObjectId id : wanted) {
        RevCommit commit = walk.parseCommit(id);
        level.put(commit, 1);
        queue.add(commit);
      }
      while (!queue.isEmpty()) {
        RevCommit commit = queue.remove();
        int at = level.getOrDefault(commit, 1);
        if (at == depth) {
          if (commit.getParentCount() > 0) {
            cut.add(commit.name());
          }
          continue;
        }
        for (RevCommit parent : commit.getParents()) {
          if (level.putIfAbsent(parent, at + 1) == null) {
            queue.add(walk.parseCommit(parent));
          }
        }
      }
    }
    return cut;
  }

  private void configure(FileRepository clone) throws IOException {
    StoredConfig config = clone.getConfig();
    config.setBoolean("core", null, "logallrefupdates", true);
    for (CloneOrder.Setting line : order.config()) {
      String subsection = line.subsection().isEmpty() ? null : line.subsection();
      config.setString(line.section(), subsection, line.name(), line.value());
    }
    config.save();
  }

  private void writeRefs(FileRepository clone) throws IOException {
    for (var ref : order.refs().entrySet()) {
      set(clone.updateRef(ref.getKey()), ref.getValue().object());
    }
    if (order.head().isEmpty()) {
      set(clone.updateRef(Constants.HEAD, true), order.commit().object());
      return;
    }
    var head = clone.updateRef(Constants.HEAD);
    head.disableRefLog();
    check(head.link(order.head()), Constants.HEAD);
  }

  private static void set(RefUpdate update, ObjectId id) throws IOException {
    update.setNewObjectId(id);
    update.setForceUpdate(true);
    update.disableRefLog();
    check(update.update(), update.getName());
  }

  private static void check(RefUpdate.Result result, String ref) throws IOException {
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE, RENAMED -> {}
      case LOCK_FAILURE,
          NOT_ATTEMPTED,
          REJECTED,
          REJECTED_CURRENT_BRANCH,
          REJECTED_MISSING_OBJECT,
          REJECTED_OTHER_REASON,
          IO_FAILURE ->
          throw new IOException(ref + " was not written: " + result);
    }
  }

  /** An index that says of each file that it is as committed, so that git need not read it. */
  private void writeIndex(FileRepository clone) throws IOException {
    DirCache index = clone.lockDirCache();
    DirCacheBuilder builder = index.builder();
    try (var revisions = new RevWalk(from);
        var walk = new TreeWalk(from)) {
      walk.addTree(revisions.parseCommit(order.commit().object()).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        builder.add(entry(walk));
      }
      builder.finish();
      index.write();
      if (!index.commit()) {
        throw new IOException("the index of " + directory + " was not written");
      }
    } finally {
      index.unlock();
    }
  }

  private DirCacheEntry entry(TreeWalk walk) throws IOException {
    var entry = new DirCacheEntry(walk.getRawPath());
    FileMode mode = walk.getFileMode(0);
    entry.setFileMode(mode);
    entry.setObjectId(walk.getObjectId(0));
    if (!mode.equals(FileMode.GITLINK)) {
      var file =
          Files.readAttributes(
              directory.resolve(walk.getPathString()),
              PosixFileAttributes.class,
              LinkOption.NOFOLLOW_LINKS);
      entry.setLength(file.size());
      entry.setLastModified(file.lastModifiedTime().toInstant());
    }
    return entry;
  }
}
