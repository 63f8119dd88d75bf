package dev.slipway.dockerfile.leak;

import dev.slipway.oci.layer.Compressors;
import dev.slipway.oci.layer.TarEntry;
import dev.slipway.oci.layer.TarReader;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.FileStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through the files of one layer. For one thread. */
final class LayerScan {
  private static final int SNIFF = 8 << 10;
  private static final int MOST_ENVIRONMENT = 1 << 20;
  private static final int MOST_LEAKS = 50;

  private final SecretText secrets;
  private final Where where;
  private final List<Leak> found = new ArrayList<>();

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
          if (status.type() == FileStatus.Type.REGULAR && status.size() > 0) {
            try (InputStream in = Files.newInputStream(entry.path())) {
              file(path, in);
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
        if (entry.kind() == TarEntry.Kind.FILE && !below && entry.size() > 0) {
          file(path, tar.content());
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

  private boolean isSkipped(String directory) {
    if (SecretFiles.isVendored(directory) || directory.endsWith("/pkg/mod")) {
      return true;
    }
    return switch (where) {
      case COPIED -> false;
      case MADE_BY_COMMAND ->
          directory.matches("/(usr|lib|lib64|bin|sbin|var/lib|var/cache|etc/ssl|etc/ssh|etc/pki)");
    };
  }

  private void file(String path, InputStream in) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean login = LoginFiles.contain(path);
    if (!login && !SecretFiles.isEnvironment(name)) {
      secrets.find(path, in).forEach(this::add);
      return;
    }
    byte[] start = in.readNBytes(MOST_ENVIRONMENT);
    if (login) {
      LoginFiles.login(path, start).ifPresent(this::add);
    }
    if (!isBinary(start)) {
      SecretFiles.environmentFile(path, name, start).ifPresent(this::add);
    }
    var whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
    secrets.find(path, whole).forEach(this::add);
  }

  /**
   * What only is told is told a limited number of times; what stops the build is never left out.
   */
  private void add(Leak leak) {
    if (leak.weight() == Leak.Weight.REFUSED || found.size() < MOST_LEAKS) {
      found.add(leak);
    }
  }

  private static boolean isBinary(byte[] start) {
    for (int i = 0; i < Math.min(start.length, SNIFF); i++) {
      if (start[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
