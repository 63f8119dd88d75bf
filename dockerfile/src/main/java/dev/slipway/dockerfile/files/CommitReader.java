package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.CommitContext.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Single files of a commit, read by those who ask for a build. */
public final class CommitReader {
  private static final int MOST = 16 << 20;

  /** Longer names lead nowhere (PATH_MAX). */
  private static final int LONGEST_TARGET = 4096;

  private final CommitContext commit;
  private final CommitNode root;

  private CommitReader(CommitContext commit, CommitNode root) {
    this.commit = commit;
    this.root = root;
  }

  /** Reads the commit's trees. */
  public static CommitReader of(CommitContext commit) throws IOException {
    return new CommitReader(commit, CommitNode.root(commit));
  }

  /** The names of what lies right in the context. */
  public List<String> names() {
    return root.children().stream().map(child -> child.entry().path()).toList();
  }

  /**
   * A file's bytes, links followed inside the context; empty when there is no such file.
   *
   * @throws IOException when it is larger than what people write
   */
  public Optional<byte[]> read(String path) throws IOException {
    Optional<byte[]> bytes = start(path, MOST + 1);
    if (bytes.isPresent() && bytes.get().length > MOST) {
      throw new IOException(path + " has more than " + MOST + " bytes");
    }
    return bytes;
  }

  /** The first bytes of a file. */
  public Optional<byte[]> start(String path, int most) throws IOException {
    Optional<CommitNode> node =
        CommitPaths.find(root, path, link -> bytes(link.entry().object(), LONGEST_TARGET));
    return node.isPresent() && isFile(node.get())
        ? Optional.of(bytes(node.get().entry().object(), most))
        : Optional.empty();
  }

  private static boolean isFile(CommitNode node) {
    return node.entry().kind() == Kind.FILE || node.entry().kind() == Kind.EXECUTABLE;
  }

  private byte[] bytes(String object, int most) throws IOException {
    try (InputStream in = commit.open(object)) {
      return in.readNBytes(most);
    }
  }
}
