package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.CommitContext.Entry;
import dev.slipway.dockerfile.CommitContext.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One name in a commit's tree, with what is below it in the order of names as bytes. */
final class CommitNode {
  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final Entry entry;
  private final Optional<CommitNode> parent;
  private final Map<String, CommitNode> children = new TreeMap<>(BY_BYTES);

  private CommitNode(Entry entry, Optional<CommitNode> parent) {
    this.entry = entry;
    this.parent = parent;
  }

  /**
   * The root of a commit's tree.
   *
   * @throws IOException when a file is named before its directory, or twice
   */
  static CommitNode root(CommitContext commit) throws IOException {
    var root = new CommitNode(new Entry("", Kind.DIRECTORY, ""), Optional.empty());
    var directories = new HashMap<String, CommitNode>();
    directories.put("", root);
    for (Entry entry : commit.entries()) {
      int slash = entry.path().lastIndexOf('/');
      CommitNode directory = directories.get(slash < 0 ? "" : entry.path().substring(0, slash));
      if (directory == null) {
        throw new IOException(entry.path() + " lies in no directory of the commit");
      }
      var node = new CommitNode(entry, Optional.of(directory));
      if (directory.children.put(entry.path().substring(slash + 1), node) != null) {
        throw new IOException(entry.path() + " is in the commit twice");
      }
      if (node.isDirectory()) {
        directories.put(entry.path(), node);
      }
    }
    return root;
  }

  Entry entry() {
    return entry;
  }

  boolean isDirectory() {
    return entry.kind() == Kind.DIRECTORY;
  }

  boolean isLink() {
    return entry.kind() == Kind.SYMBOLIC_LINK;
  }

  /** The directory above; the root's is the root. */
  CommitNode above() {
    return parent.orElse(this);
  }

  Optional<CommitNode> child(String name) {
    return Optional.ofNullable(children.get(name));
  }

  List<CommitNode> children() {
    return new ArrayList<>(children.values());
  }
}
