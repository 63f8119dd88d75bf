package dev.slipway.dockerfile.build;

import dev.slipway.oci.Digest;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A root filesystem as text, a line for each path: {@code /a.txt regular 644 0:0 "text"}; then what
 * else there is: {@code 2001} for files that kept the time of their source, extended attributes,
 * and for further names of a file the first one. Other times are left out: they tell when a build
 * ran.
 */
final class PeerListing {
  private static final int SHORT = 64;
  private static final long OLD = 1_000_000_000;

  private PeerListing() {}

  static SortedMap<String, String> of(Path root) throws IOException {
    var lines = new TreeMap<String, String>();
    Map<String, String> inodes = new HashMap<>();
    DirectoryTree.walk(
        root,
        entry -> {
          String path = "/" + entry.relative();
          lines.put(path, line(entry.path(), entry.status(), path, inodes));
          return Next.CONTINUE;
        });
    return lines;
  }

  private static String line(Path place, FileStatus status, String path, Map<String, String> inodes)
      throws IOException {
    var text = new StringBuilder(type(status));
    if (status.type() != FileStatus.Type.SYMBOLIC_LINK) {
      text.append(' ').append(Integer.toOctalString(status.permissions()));
    }
    text.append(' ').append(status.uid()).append(':').append(status.gid());
    switch (status.type()) {
      case REGULAR -> text.append(' ').append(content(place));
      case SYMBOLIC_LINK ->
          text.append(" -> ")
              .append(new String(PosixFiles.readLink(place), StandardCharsets.UTF_8));
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          text.append(' ').append(status.major()).append(',').append(status.minor());
      case DIRECTORY, FIFO, SOCKET -> {}
    }
    if (!status.isDirectory() && status.seconds() > 0 && status.seconds() < OLD) {
      text.append(' ').append(status.modified().toString(), 0, 4);
    }
    for (String name : ExtendedAttributes.list(place).stream().sorted().toList()) {
      if (name.startsWith("user.") || name.equals("security.capability")) {
        byte[] value = ExtendedAttributes.get(place, name).orElse(new byte[0]);
        text.append(' ').append(name).append('=').append(HexFormat.of().formatHex(value));
      }
    }
    if (!status.isDirectory() && status.links() > 1) {
      String first = inodes.putIfAbsent(status.device() + ":" + status.inode(), path);
      if (first != null) {
        text.append(" = ").append(first);
      }
    }
    return text.toString();
  }

  private static String type(FileStatus status) {
    return switch (status.type()) {
      case REGULAR -> "regular";
      case DIRECTORY -> "directory";
      case SYMBOLIC_LINK -> "link";
      case FIFO -> "fifo";
      case SOCKET -> "socket";
      case CHARACTER_DEVICE -> "char";
      case BLOCK_DEVICE -> "block";
    };
  }

  private static String content(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.UTF_8);
    return bytes.length <= SHORT && text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127))
        ? '"' + text.replace("\n", "\\n") + '"'
        : Digest.of(bytes).toString();
  }
}
