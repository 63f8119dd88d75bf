package dev.slipway.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes a commit's files below a directory.
 *
 * <p>A tree from a client is not to be trusted: its names may be {@code ..} or {@code .git}, and a
 * name may occur twice, as a symlink and as a directory. So every name is checked, and every file
 * and directory must be a new one or a real directory.
 */
final class Checkout {
  private static final FileAttribute<Set<PosixFilePermission>> PLAIN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));
  private static final FileAttribute<Set<PosixFilePermission>> EXECUTABLE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

  private final Repository repository;
  private final Path root;

  Checkout(Repository repository, Path root) {
    this.repository = repository;
    this.root = root;
  }

  void write(CommitId commit) throws IOException {
    Files.createDirectories(root);
    try (var revisions = new RevWalk(repository);
        var walk = new TreeWalk(repository)) {
      walk.addTree(revisions.parseCommit(commit.object()).getTree());
      Path directory = root;
      int depth = 0;
      while (walk.next()) {
        for (; depth > walk.getDepth(); depth--) {
          directory = parent(directory);
        }
        Path path = directory.resolve(EntryNames.safe(walk));
        if (write(walk, path)) {
          directory = path;
          walk.enterSubtree();
          depth++;
        }
      }
    }
  }

  private static Path parent(Path directory) {
    var parent = directory.getParent();
    if (parent == null) {
      throw new IllegalStateException(directory + " has no parent");
    }
    return parent;
  }

  /** Writes one entry; true when it is a directory to go into. */
  private boolean write(TreeWalk walk, Path path) throws IOException {
    try {
      switch (TreeFile.Kind.of(walk.getFileMode(0))) {
        case DIRECTORY -> {
          makeDirectory(path);
          return true;
        }
        case SUBMODULE -> makeDirectory(path);
        case SYMLINK ->
            Files.createSymbolicLink(path, Path.of(target(walk.getObjectReader(), walk)));
        case FILE -> writeFile(walk, path, PLAIN);
        case EXECUTABLE -> writeFile(walk, path, EXECUTABLE);
      }
      return false;
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          walk.getPathString() + " is there already; check out into an empty directory", e);
    }
  }

  private static void makeDirectory(Path path) throws IOException {
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static void writeFile(
      TreeWalk walk, Path path, FileAttribute<Set<PosixFilePermission>> mode) throws IOException {
    var blob = walk.getObjectReader().open(walk.getObjectId(0), Constants.OBJ_BLOB);
    try (var channel =
        Files.newByteChannel(
            path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
      if (blob.isLarge()) {
        try (var out = java.nio.channels.Channels.newOutputStream(channel)) {
          blob.copyTo(out);
        }
      } else {
        var bytes = java.nio.ByteBuffer.wrap(blob.getCachedBytes());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  private static String target(ObjectReader reader, TreeWalk walk) throws IOException {
    byte[] target = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB).getCachedBytes();
    String text = new String(target, StandardCharsets.UTF_8);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw EntryNames.unsafe(walk, "is a symlink to nowhere");
    }
    return text;
  }
}
