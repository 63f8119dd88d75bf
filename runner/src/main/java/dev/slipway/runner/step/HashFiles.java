package dev.slipway.runner.step;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The function {@code hashFiles}: SHA-256 over the SHA-256 of each matching file, directories
 * walked depth first and children in byte order. Links are not followed: they could lead out of the
 * job.
 */
final class HashFiles {
  private final Path workspace;
  private final GlobPatterns patterns;
  private final MessageDigest all = sha256();
  private boolean found;

  private HashFiles(Path workspace, GlobPatterns patterns) {
    this.workspace = workspace;
    this.patterns = patterns;
  }

  /**
   * The hash, empty when nothing matches.
   *
   * @param workspace the real directory
   * @param inJob the same as the job sees it
   */
  static String of(Path workspace, Path inJob, List<String> patterns) {
    var hash = new HashFiles(workspace, GlobPatterns.of(patterns, inJob));
    try {
      hash.walk(workspace);
    } catch (IOException e) {
      throw new SlipwayException("hashFiles could not read the workspace: " + e.getMessage(), e);
    }
    return hash.found ? HexFormat.of().formatHex(hash.all.digest()) : "";
  }

  private void walk(Path directory) throws IOException {
    List<Path> children;
    try (Stream<Path> list = Files.list(directory)) {
      children =
          list.sorted(Comparator.comparing(HashFiles::nameBytes, Arrays::compareUnsigned)).toList();
    }
    for (Path child : children) {
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        walk(child);
      } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)
          && patterns.matches(workspace.relativize(child).toString())) {
        add(child);
      }
    }
  }

  private static byte[] nameBytes(Path path) {
    return String.valueOf(path.getFileName()).getBytes(StandardCharsets.UTF_8);
  }

  private void add(Path file) throws IOException {
    MessageDigest one = sha256();
    byte[] buffer = new byte[64 << 10];
    try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        one.update(buffer, 0, n);
      }
    }
    all.update(one.digest());
    found = true;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
