package dev.slipway.oci.layer;

import dev.slipway.oci.layer.StackedDirectory.Place;
import dev.slipway.oci.layer.TarEntry.Kind;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One tar on its way into a directory, entry by entry. For one thread. */
final class Unpacking {
  private static final int CHARACTER = 0x2000;
  private static final int BLOCK = 0x6000;

  private final StackedDirectory stack;
  private final byte[] buffer = new byte[128 << 10];
  // A directory's time is set last: every file made in it changes the time.
  private final Map<Path, TarEntry> directories = new LinkedHashMap<>();

  Unpacking(StackedDirectory stack) {
    this.stack = stack;
  }

  void apply(TarEntry entry, InputStream content) throws IOException {
    List<byte[]> names = names(entry.name(), entry);
    if (names.isEmpty()) {
      if (entry.kind() == Kind.DIRECTORY) {
        finishDirectory(stack.top(), entry);
      }
      return;
    }
    byte[] last = names.getLast();
    if (Whiteouts.isOpaqueMark(last)) {
      Whiteouts.makeOpaque(stack.directory(names.subList(0, names.size() - 1)).path());
      stack.changed();
    } else if (Whiteouts.isMeta(last)) {
      return;
    } else if (Whiteouts.isWhiteout(last)) {
      hide(stack.directory(names.subList(0, names.size() - 1)), removed(entry, last));
    } else {
      create(stack.directory(names.subList(0, names.size() - 1)), last, entry, content);
    }
  }

  private static byte[] removed(TarEntry entry, byte[] whiteout) throws TarException {
    byte[] name = Whiteouts.removed(whiteout);
    if (name.length == 0 || Arrays.equals(name, new byte[] {'.'}) || isUp(name)) {
      throw new TarException("the whiteout " + entry.displayName() + " removes nothing sensible");
    }
    return name;
  }

  /** A whiteout hides what is below, never what this layer itself holds (layer.md). */
  private void hide(Place parent, byte[] name) throws IOException {
    Path here = parent.path().resolve(FileNames.path(name));
    Optional<FileStatus> status = PosixFiles.find(here);
    if (status.isEmpty()) {
      PosixFiles.makeWhiteout(here);
      stack.changed();
    } else if (status.get().isDirectory()) {
      Whiteouts.makeOpaque(here);
      stack.changed();
    }
  }

  private void create(Place parent, byte[] name, TarEntry entry, InputStream content)
      throws IOException {
    Path here = parent.path().resolve(FileNames.path(name));
    Optional<FileStatus> old = PosixFiles.find(here);
    boolean keep =
        entry.kind() == Kind.DIRECTORY && old.filter(FileStatus::isDirectory).isPresent();
    if (entry.kind() == Kind.HARD_LINK && isSame(entry, here, old)) {
      return;
    }
    if (old.isPresent() && !keep) {
      stack.remove(here, old.get());
      directories.keySet().removeIf(path -> path.startsWith(here));
    }
    switch (entry.kind()) {
      case FILE -> writeFile(here, content);
      case HARD_LINK -> {
        Files.createLink(here, linkTarget(entry));
        return;
      }
      case SYMBOLIC_LINK -> {
        PosixFiles.symlink(entry.target(), here);
        stack.changed();
      }
      case CHARACTER_DEVICE ->
          PosixFiles.makeNode(here, CHARACTER | 0600, entry.major(), entry.minor());
      case BLOCK_DEVICE -> PosixFiles.makeNode(here, BLOCK | 0600, entry.major(), entry.minor());
      case FIFO -> PosixFiles.makeFifo(here, 0600);
      case DIRECTORY -> {
        if (!keep) {
          Files.createDirectory(here);
          if (old.filter(FileStatus::isWhiteout).isPresent()) {
            Whiteouts.makeOpaque(here);
          }
          stack.changed();
        }
        finishDirectory(here, entry);
        return;
      }
    }
    setProperties(here, entry);
    PosixFiles.setTimes(here, entry.seconds(), entry.nanos());
  }

  private void writeFile(Path here, InputStream content) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(here, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  /** Owner before mode and attributes: a change of owner takes set-id bits and capabilities. */
  private static void setProperties(Path here, TarEntry entry) throws IOException {
    PosixFiles.lchown(here, entry.uid(), entry.gid());
    if (entry.kind() != Kind.SYMBOLIC_LINK) {
      PosixFiles.chmod(here, entry.permissions());
      LayerAttributes.write(here, entry.attributes());
    }
  }

  private void finishDirectory(Path here, TarEntry entry) throws IOException {
    setProperties(here, entry);
    directories.put(here, entry);
    stack.copied().remove(here);
  }

  private boolean isSame(TarEntry entry, Path here, Optional<FileStatus> old) throws IOException {
    return old.isPresent() && linkTarget(entry).equals(here);
  }

  /** The file that a hard link names; absolute names too are meant from the top. */
  private Path linkTarget(TarEntry entry) throws IOException {
    List<byte[]> names = names(entry.target(), entry);
    if (!names.isEmpty()) {
      Place parent = stack.directory(names.subList(0, names.size() - 1));
      Path target = parent.path().resolve(FileNames.path(names.getLast()));
      Optional<FileStatus> status = PosixFiles.find(target);
      if (status.isPresent() && !status.get().isDirectory() && !status.get().isWhiteout()) {
        return target;
      }
      Optional<Path> copy =
          status.isPresent() ? Optional.empty() : stack.copyUp(parent, names.getLast());
      if (copy.isPresent()) {
        return copy.get();
      }
    }
    throw new TarException(
        entry.displayName()
            + " is a hard link to "
            + TarEntry.display(entry.target())
            + ", which is no file of this image");
  }

  /** Sets the times of directories, which nothing changes any more. */
  void finish() throws IOException {
    for (Map.Entry<Path, FileStatus> copy : stack.copied().entrySet()) {
      PosixFiles.setTimes(copy.getKey(), copy.getValue().seconds(), copy.getValue().nanos());
    }
    for (Map.Entry<Path, TarEntry> directory : directories.entrySet()) {
      TarEntry entry = directory.getValue();
      PosixFiles.setTimes(directory.getKey(), entry.seconds(), entry.nanos());
    }
  }

  private static List<byte[]> names(byte[] path, TarEntry entry) throws TarException {
    List<byte[]> names = StackedDirectory.split(path);
    for (byte[] name : names) {
      if (isUp(name)) {
        throw new TarException(
            "the tar entry "
                + entry.displayName()
                + " leaves its root: "
                + TarEntry.display(path)
                + " contains '..'");
      }
    }
    return names;
  }

  private static boolean isUp(byte[] name) {
    return name.length == 2 && name[0] == '.' && name[1] == '.';
  }
}
