package dev.slipway.git;

import dev.slipway.base.InputException;
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
import java.util.Locale;
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
        Path path = directory.resolve(safe(walk));
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
      throw unsafe(walk, "is a symlink to nowhere");
    }
    return text;
  }

  /** The name of the entry, which stays inside its directory. */
  private static String safe(TreeWalk walk) {
    String name = walk.getNameString();
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw unsafe(walk, "would leave the directory");
    }
    if (name.toLowerCase(Locale.ROOT).equals(".git")) {
      throw unsafe(walk, "would be taken for git's own data");
    }
    return name;
  }

  private static InputException unsafe(TreeWalk walk, String why) {
    return new InputException(
        InputException.Position.of("path \"" + walk.getPathString() + "\""),
        why,
        "rewrite the commit without this entry");
  }
}
