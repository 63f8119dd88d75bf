package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.cache.ContentManifest;
import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.posix.FileStatus;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What selected files hold, as far as it decides what a copy of them looks like: names, types,
 * permissions, link targets, bytes and attributes; of images the owners too. Times are left out.
 */
public final class Manifests {
  private final FileHashes hashes;

  public Manifests(FileHashes hashes) {
    this.hashes = hashes;
  }

  /** The manifest of what one source brings. */
  public ContentManifest of(List<Selected> selected, SourceTree tree) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Selected source : selected) {
      if (!source.isDirectory()) {
        lines.put(source.name(), print(source.top(), tree));
        continue;
      }
      // Only what a directory holds is copied; its own name and mode do not matter.
      for (TreeFile file : source.below()) {
        lines.put(join(source.top().path(), source.shown(file)), print(file, tree));
      }
    }
    return new ContentManifest(lines);
  }

  private String print(TreeFile file, SourceTree tree) throws IOException {
    SourceTree.Metadata metadata = tree.metadata();
    FileStatus status = file.status();
    var print = new StringBuilder();
    print.append(status.type()).append(' ');
    print.append(Integer.toOctalString(Permissions.of(status, metadata)));
    if (metadata == SourceTree.Metadata.EXACT) {
      print.append(' ').append(status.uid()).append(':').append(status.gid());
    }
    switch (status.type()) {
      case REGULAR -> print.append(' ').append(tree.sha256(file, hashes));
      case SYMBOLIC_LINK -> print.append(' ').append(HexFormat.of().formatHex(tree.target(file)));
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          print.append(' ').append(status.major()).append(':').append(status.minor());
      case DIRECTORY, FIFO, SOCKET -> {}
    }
    tree.attributes(file)
        .forEach((name, value) -> print.append(' ').append(name).append('=').append(value));
    return print.toString();
  }

  private static String join(String directory, String path) {
    return directory.isEmpty() ? path : directory + "/" + path;
  }
}
