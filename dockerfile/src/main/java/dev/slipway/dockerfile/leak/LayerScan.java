package dev.slipway.dockerfile.leak;

import dev.slipway.oci.layer.Compressors;
import dev.slipway.oci.layer.TarEntry;
import dev.slipway.oci.layer.TarReader;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through the files of one layer. For one thread. */
final class LayerScan {
  private static final int MOST_BYTES = 8 << 20;
  private static final int SNIFF = 8 << 10;
  private static final int MOST_LEAKS = 50;

  private final SecretText secrets;
  private final Where where;
  private final List<Leak> found = new ArrayList<>();
  private byte[] buffer = new byte[64 << 10];

  /** Whose files they are. */
  enum Where {
    /** Copied ones: all are looked at. */
    COPIED,
    /** What a command made: installed programs are other people's files. */
    MADE_BY_COMMAND
  }

  LayerScan(SecretText secrets, Where where) {
    this.secrets = secrets;
    this.where = where;
  }

  /** The layer as a directory of overlayfs. */
  List<Leak> directory(Path layer) throws IOException {
    DirectoryTree.walk(
        layer,
        entry -> {
          FileStatus status = entry.status();
          String path = "/" + entry.relative();
          if (status.isDirectory()) {
            return isSkipped(path) ? Next.SKIP : Next.CONTINUE;
          }
          if (status.type() == FileStatus.Type.REGULAR && isWorthIt(status.size())) {
            try (InputStream in = Files.newInputStream(entry.path())) {
              file(path, in, status.size());
            }
          }
          return Next.CONTINUE;
        });
    return List.copyOf(found);
  }

  /** The layer as a blob. */
  List<Leak> blob(InputStream blob) throws IOException {
    try (InputStream in = Compressors.decompress(blob)) {
      var tar = new TarReader(in);
      for (Optional<TarEntry> e = tar.next(); e.isPresent(); e = tar.next()) {
        TarEntry entry = e.get();
        String name = new String(entry.name(), StandardCharsets.UTF_8);
        String path = "/" + name.replaceFirst("^(\\./|/)+", "");
        boolean below = isSkipped(path) || parentIsSkipped(path);
        if (entry.kind() == TarEntry.Kind.FILE && !below && isWorthIt(entry.size())) {
          file(path, tar.content(), entry.size());
        }
      }
    }
    return List.copyOf(found);
  }

  private boolean parentIsSkipped(String path) {
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (isSkipped(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private boolean isWorthIt(long size) {
    return size > 0 && size <= MOST_BYTES && found.size() < MOST_LEAKS;
  }

  private boolean isSkipped(String directory) {
    String name = directory.substring(directory.lastIndexOf('/') + 1);
    if (SecretFiles.isVendored(name)) {
      return true;
    }
    return switch (where) {
      case COPIED -> false;
      case MADE_BY_COMMAND ->
          directory.matches("/(usr|lib|lib64|bin|sbin|var/lib|var/cache|etc/ssl|etc/ssh|etc/pki)");
    };
  }

  private void file(String path, InputStream in, long size) throws IOException {
    if (buffer.length < size) {
      buffer = new byte[(int) size];
    }
    int sniffed = in.readNBytes(buffer, 0, (int) Math.min(size, SNIFF));
    if (isBinary(sniffed)) {
      return;
    }
    int length = sniffed + in.readNBytes(buffer, sniffed, (int) (size - sniffed));
    String name = path.substring(path.lastIndexOf('/') + 1);
    SecretFiles.environmentFile(path, name, buffer, length).ifPresent(found::add);
    found.addAll(secrets.find(path, buffer, length));
  }

  private boolean isBinary(int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
