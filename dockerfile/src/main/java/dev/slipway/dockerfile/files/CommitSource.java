package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.CommitContext.Entry;
import dev.slipway.dockerfile.cache.CommittedBytes;
import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a commit. Names, modes and object ids are known from its trees; a blob is read when
 * nobody has read it before, and written out when a step that has to be done takes it.
 */
final class CommitSource extends SourceTree {
  private final CommitNode root;
  private final CommittedBytes known;
  private final CommitFiles files;
  private final Path place;
  private final long seconds;

  CommitSource(
      CommitContext commit, PathFilter filter, String name, Path place, CommittedBytes known)
      throws IOException {
    super(filter, name, Metadata.NORMALISED);
    this.root = CommitNode.root(commit);
    this.known = known;
    this.files = new CommitFiles(commit, place, known);
    this.place = place;
    this.seconds = commit.time().getEpochSecond();
  }

  private TreeFile file(CommitNode node) {
    Entry entry = node.entry();
    int mode =
        switch (entry.kind()) {
          case FILE -> 0100644;
          case EXECUTABLE -> 0100755;
          case SYMBOLIC_LINK -> 0120777;
          case DIRECTORY -> 040755;
        };
    var status = new FileStatus(0, 0, mode, 1, 0, 0, 0, 0, 0, seconds, 0, seconds, 0);
    return new TreeFile(
        entry.path(),
        entry.path().isEmpty() ? place : place.resolve(entry.path()),
        status,
        Optional.of(entry.object()));
  }

  @Override
  Optional<TreeFile> find(String path) throws IOException {
    return shown(node(path).map(this::file));
  }

  @Override
  boolean hides(String path) throws IOException {
    return !path.isEmpty() && node(path).isPresent() && !filter().keeps(path);
  }

  private Optional<CommitNode> node(String path) throws IOException {
    return CommitPaths.find(root, path, link -> files.target(link.entry().object()));
  }

  @Override
  List<TreeFile> below(TreeFile directory) throws IOException {
    var found = new ArrayList<TreeFile>();
    Optional<CommitNode> node = node(directory.path());
    if (node.isPresent()) {
      addBelow(node.get(), found, new ArrayList<>());
    }
    return found;
  }

  private void addBelow(CommitNode directory, List<TreeFile> found, List<TreeFile> pending) {
    for (CommitNode child : directory.children()) {
      TreeFile file = file(child);
      if (filter().keeps(file.path())) {
        addWithParents(found, pending, file);
        addBelow(child, found, pending);
      } else if (child.isDirectory() && filter().mayKeepBelow(file.path())) {
        pending.add(file);
        addBelow(child, found, pending);
      }
    }
  }

  @Override
  String sha256(TreeFile file, FileHashes hashes) throws IOException {
    String object = file.object().orElseThrow();
    Optional<String> before = known.digest(object);
    if (before.isPresent()) {
      return before.get();
    }
    // Whoever asks will most likely copy it next, so that it is read this once.
    files.write(file);
    return known.digest(object).orElseThrow();
  }

  @Override
  byte[] target(TreeFile link) throws IOException {
    return files.target(link.object().orElseThrow());
  }

  @Override
  Map<String, String> attributes(TreeFile file) {
    return Map.of();
  }

  @Override
  public Selected written(Selected selected) throws IOException {
    var below = new ArrayList<TreeFile>();
    TreeFile top = files.write(selected.top());
    for (TreeFile file : selected.below()) {
      below.add(files.write(file));
    }
    return new Selected(selected.name(), top, below);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
