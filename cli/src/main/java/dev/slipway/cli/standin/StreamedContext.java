package dev.slipway.cli.standin;

import dev.slipway.base.Command;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code docker build -} reads: a Dockerfile alone, or a context as a tar file, perhaps
 * compressed. Lies in a directory that goes when it is closed.
 */
final class StreamedContext implements Closeable {
  private static final int TAR_MAGIC = 257;
  private static final List<byte[]> COMPRESSED =
      List.of(
          new byte[] {0x1f, (byte) 0x8b},
          new byte[] {'B', 'Z', 'h'},
          new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
          new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});

  private final Path directory;
  private final Optional<String> dockerfile;

  private StreamedContext(Path directory, Optional<String> dockerfile) {
    this.directory = directory;
    this.dockerfile = dockerfile;
  }

  /** Reads it whole. */
  static StreamedContext read(Surroundings around) throws IOException {
    byte[] bytes = around.input().readAllBytes();
    Path directory = Files.createTempDirectory("docker-build");
    if (!isArchive(bytes)) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new StreamedContext(directory, Optional.of(text));
    }
    var context = new StreamedContext(directory, Optional.empty());
    try {
      context.unpack(bytes);
      return context;
    } catch (IOException | RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private static boolean isArchive(byte[] bytes) {
    byte[] magic = {'u', 's', 't', 'a', 'r'};
    return COMPRESSED.stream().anyMatch(start -> startsWith(bytes, 0, start))
        || startsWith(bytes, TAR_MAGIC, magic);
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] start) {
    return bytes.length >= at + start.length
        && Arrays.equals(bytes, at, at + start.length, start, 0, start.length);
  }

  private void unpack(byte[] bytes) throws IOException {
    Path archive = Files.createTempFile("docker-build", ".tar");
    try {
      Files.write(archive, bytes);
      if (!Command.exists("tar")) {
        throw new ToolFailure(
            1,
            "ERROR: failed to build: a context in standard input needs the program tar; unpack it"
                + " and name the directory");
      }
      Command.Result result =
          Command.of("tar", "-x", "-f", archive.toString(), "-C", directory.toString()).run();
      if (!result.succeeded()) {
        throw new ToolFailure(
            1,
            "ERROR: failed to build: the context in standard input cannot be unpacked: "
                + result.stderr().strip());
      }
    } finally {
      Files.delete(archive);
    }
  }

  /** Where the context is; empty for a Dockerfile alone. */
  Path directory() {
    return directory;
  }

  /** The Dockerfile, when it came alone. */
  Optional<String> dockerfile() {
    return dockerfile;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
