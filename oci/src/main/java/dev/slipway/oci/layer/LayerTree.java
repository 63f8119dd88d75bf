package dev.slipway.oci.layer;

import dev.slipway.oci.layer.TarEntry.Kind;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes what is below a directory as the entries of a layer, sorted by name. For one use. */
final class LayerTree {
  private static final byte[] NOTHING = new byte[0];

  private final TarWriter tar;
  private final Optional<Instant> latest;
  private final Map<Inode, byte[]> linked = new HashMap<>();

  private record Inode(long device, long inode) {}

  LayerTree(TarWriter tar, Optional<Instant> latest) {
    this.tar = tar;
    this.latest = latest;
  }

  void write(Path upper) throws IOException {
    DirectoryTree.walk(
        upper,
        entry -> {
          write(entry.relativeBytes(), entry.path(), entry.status());
          return Next.CONTINUE;
        });
  }

  private void write(byte[] name, Path path, FileStatus status) throws IOException {
    byte[] last = lastPart(name);
    if (status.isWhiteout()) {
      tar.put(TarEntry.of(join(directory(name), Whiteouts.PREFIX, last), Kind.FILE, 0, 0));
      return;
    }
    if (Whiteouts.isWhiteout(last)) {
      throw new IOException(
          path + " cannot be part of a layer: names that begin with .wh. mean removed files there");
    }
    Inode inode = new Inode(status.device(), status.inode());
    byte[] first = status.links() > 1 && !status.isDirectory() ? linked.get(inode) : null;
    if (first != null) {
      tar.put(entry(name, Kind.HARD_LINK, status, 0, first, Map.of()));
      return;
    }
    if (status.links() > 1 && !status.isDirectory()) {
      linked.put(inode, name);
    }
    writeNew(name, path, status);
  }

  private void writeNew(byte[] name, Path path, FileStatus status) throws IOException {
    Map<String, byte[]> attributes = LayerAttributes.read(path);
    switch (status.type()) {
      case REGULAR -> {
        try (InputStream content = Files.newInputStream(path)) {
          tar.put(entry(name, Kind.FILE, status, status.size(), NOTHING, attributes), content);
        }
      }
      case DIRECTORY -> {
        byte[] slashed = join(name, new byte[] {'/'}, NOTHING);
        tar.put(entry(slashed, Kind.DIRECTORY, status, 0, NOTHING, attributes));
        if (Whiteouts.isOpaque(path)) {
          tar.put(TarEntry.of(join(slashed, Whiteouts.OPAQUE, NOTHING), Kind.FILE, 0, 0));
        }
      }
      case SYMBOLIC_LINK ->
          tar.put(
              entry(name, Kind.SYMBOLIC_LINK, status, 0, PosixFiles.readLink(path), attributes));
      case CHARACTER_DEVICE ->
          tar.put(entry(name, Kind.CHARACTER_DEVICE, status, 0, NOTHING, attributes));
      case BLOCK_DEVICE -> tar.put(entry(name, Kind.BLOCK_DEVICE, status, 0, NOTHING, attributes));
      case FIFO -> tar.put(entry(name, Kind.FIFO, status, 0, NOTHING, attributes));
      case SOCKET -> {
        // A socket is of no use without the process that made it; tar cannot hold one either.
      }
    }
  }

  private TarEntry entry(
      byte[] name,
      Kind kind,
      FileStatus status,
      long size,
      byte[] target,
      Map<String, byte[]> attributes) {
    boolean device = kind == Kind.CHARACTER_DEVICE || kind == Kind.BLOCK_DEVICE;
    Instant modified = status.modified();
    Instant time = latest.filter(modified::isAfter).orElse(modified);
    return new TarEntry(
        name,
        kind,
        status.permissions(),
        status.uid(),
        status.gid(),
        size,
        time.getEpochSecond(),
        time.getNano(),
        target,
        device ? status.major() : 0,
        device ? status.minor() : 0,
        attributes);
  }

  /** Everything up to and with the last slash. */
  private static byte[] directory(byte[] name) {
    return Arrays.copyOf(name, name.length - lastPart(name).length);
  }

  private static byte[] lastPart(byte[] name) {
    int i = name.length;
    while (i > 0 && name[i - 1] != '/') {
      i--;
    }
    return Arrays.copyOfRange(name, i, name.length);
  }

  private static byte[] join(byte[] a, byte[] b, byte[] c) {
    byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    System.arraycopy(c, 0, all, a.length + b.length, c.length);
    return all;
  }
}
