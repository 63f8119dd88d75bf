package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.Errno;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a directory of this machine. */
final class DirectorySource extends SourceTree {
  private final RootedDirectory root;

  DirectorySource(Path directory, PathFilter filter, String name, Metadata metadata)
      throws IOException {
    super(filter, name, metadata);
    this.root = RootedDirectory.of(directory);
  }

  @Override
  Optional<TreeFile> find(String path) throws IOException {
    try {
      Path real = root.resolve(Path.of(path.isEmpty() ? "." : path));
      String relative = root.place().relativize(real).toString();
      return shown(Optional.of(new TreeFile(relative, real, PosixFiles.lstat(real))));
    } catch (PosixException e) {
      if (isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  boolean hides(String path) throws IOException {
    try {
      root.resolve(Path.of(path.isEmpty() ? "." : path));
      return !path.isEmpty() && !filter().keeps(path);
    } catch (PosixException e) {
      if (isMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isMissing(PosixException e) {
    return e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR);
  }

  @Override
  List<TreeFile> below(TreeFile directory) throws IOException {
    var found = new ArrayList<TreeFile>();
    var pending = new ArrayList<TreeFile>();
    String prefix = directory.path().isEmpty() ? "" : directory.path() + "/";
    DirectoryTree.walk(
        directory.place(),
        entry -> {
          String path = prefix + entry.relative();
          var file = new TreeFile(path, entry.path(), entry.status());
          if (filter().keeps(path)) {
            addWithParents(found, pending, file);
            return Next.CONTINUE;
          }
          if (file.status().isDirectory() && filter().mayKeepBelow(path)) {
            pending.add(file);
            return Next.CONTINUE;
          }
          return Next.SKIP;
        });
    return found;
  }

  @Override
  String sha256(TreeFile file, FileHashes hashes) throws IOException {
    return hashes.sha256(file.place(), file.status());
  }

  @Override
  byte[] target(TreeFile link) throws IOException {
    return PosixFiles.readLink(link.place());
  }

  @Override
  Map<String, String> attributes(TreeFile file) throws IOException {
    var found = new TreeMap<String, String>();
    for (String name : ExtendedAttributes.list(file.place())) {
      if (CopiedAttributes.contains(name)) {
        ExtendedAttributes.get(file.place(), name)
            .ifPresent(value -> found.put(name, HexFormat.of().formatHex(value)));
      }
    }
    return found;
  }

  @Override
  public Selected written(Selected selected) {
    return selected;
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
