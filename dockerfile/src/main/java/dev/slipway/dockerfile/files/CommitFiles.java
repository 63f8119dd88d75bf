package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.cache.CommittedBytes;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A commit's files as they are written out, each once and with the commit's time. Names come from
 * {@link CommitNode}s, so that no directory on the way to one is a link. Safe for concurrent use.
 */
final class CommitFiles implements Closeable {
  /** Longer names lead nowhere (PATH_MAX). */
  private static final int LONGEST_TARGET = 4096;

  private static final int DIRECTORY_MODE = 0755;

  private final CommitContext commit;
  private final Path root;
  private final CommittedBytes known;
  private final Map<Path, FileStatus> written = new HashMap<>();

  CommitFiles(CommitContext commit, Path root, CommittedBytes known) {
    this.commit = commit;
    this.root = root;
    this.known = known;
  }

  /**
   * The file as it lies at its place; directories keep the commit's time in what is said of them.
   */
  synchronized TreeFile write(TreeFile file) throws IOException {
    FileStatus done = written.get(file.place());
    if (done == null) {
      done = make(file);
      written.put(file.place(), done);
    }
    return file.found(done);
  }

  private FileStatus make(TreeFile file) throws IOException {
    FileStatus wanted = file.status();
    if (wanted.isDirectory()) {
      makeDirectory(file.place());
      return wanted;
    }
    makeDirectory(Optional.ofNullable(file.place().getParent()).orElse(root));
    String object = file.object().orElseThrow();
    if (wanted.type() == FileStatus.Type.SYMBOLIC_LINK) {
      PosixFiles.symlink(target(object), file.place());
    } else {
      writeFile(file.place(), object);
      PosixFiles.chmod(file.place(), wanted.permissions());
    }
    PosixFiles.setTimes(file.place(), wanted.seconds(), wanted.nanos());
    return PosixFiles.lstat(file.place());
  }

  private void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (!directory.equals(root)) {
      makeDirectory(Optional.ofNullable(directory.getParent()).orElse(root));
    }
    Files.createDirectory(directory);
    PosixFiles.chmod(directory, DIRECTORY_MODE);
  }

  private void writeFile(Path place, String object) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream in = commit.open(object);
        var out =
            new DigestOutputStream(
                Files.newOutputStream(
                    place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                sha)) {
      in.transferTo(out);
    }
    known.digest(object, HexFormat.of().formatHex(sha.digest()));
  }

  /** A link's target, read once. */
  synchronized byte[] target(String object) throws IOException {
    Optional<byte[]> before = known.target(object);
    if (before.isPresent()) {
      return before.get();
    }
    try (InputStream in = commit.open(object)) {
      byte[] target = in.readNBytes(LONGEST_TARGET);
      if (target.length == LONGEST_TARGET) {
        throw new IOException("the symbolic link " + object + " has a target that is too long");
      }
      known.target(object, target);
      return target;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (Files.isDirectory(root)) {
      DirectoryTree.delete(root);
    }
  }
}
