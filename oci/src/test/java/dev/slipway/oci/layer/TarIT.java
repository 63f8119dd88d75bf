package dev.slipway.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.oci.layer.TarEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With GNU tar at the other end. */
class TarIT {
  @TempDir Path directory;

  @BeforeAll
  static void needsTar() {
    Assumptions.assumeTrue(Command.exists("tar"), "tar is not installed; skipped");
  }

  @Test
  void gnuTarReadsWhatWeWrite() throws IOException {
    Path file = directory.resolve("x.tar");
    String longName = "long/" + "n".repeat(150);
    try (var tar = new TarWriter(Files.newOutputStream(file))) {
      tar.put(
          TarEntry.of(bytes("plain"), Kind.FILE, 04755, 5)
              .withOwner(12, 3_000_000)
              .withTime(1_000_000_000, 250_000_000)
              .withAttributes(Map.of("user.x", new byte[] {(byte) 0x80})),
          new ByteArrayInputStream(bytes("hello")));
      tar.put(TarEntry.of(bytes(longName), Kind.FILE, 0600, 0));
      tar.put(TarEntry.link(bytes("hard"), Kind.HARD_LINK, bytes("plain")));
    }
    Command.Result listed =
        Command.of("tar", "--full-time", "--numeric-owner", "-tvf", file.toString())
            .withEnvironment("TZ", "UTC")
            .run()
            .orThrow("list the tar");
    assertThat(listed.stderr()).isEmpty();
    assertThat(listed.stdout())
        .contains("-rwsr-xr-x 12/3000000")
        .contains("2001-09-09 01:46:40.25 plain")
        .contains(longName)
        .contains("hard link to plain");
    Command.of("tar", "-xf", file.toString(), "-C", directory.toString(), "plain")
        .run()
        .orThrow("unpack the tar");
    assertThat(directory.resolve("plain")).hasContent("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=gnu",
        "--format=posix",
        "--format=ustar",
        "--format=v7",
        "--format=gnu --sparse",
        "--format=posix --sparse --sparse-version=1.0",
        "--format=posix --sparse --sparse-version=0.1"
      })
  void weReadWhatGnuTarWrites(String options) throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    String name = options.contains("v7") ? "name" : "n".repeat(90);
    Path file = Files.createDirectory(tree.resolve("d")).resolve(name);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < 40; i++) {
        sparse.seek(i * 200_000L + 12_345);
        sparse.write(bytes("island " + i));
      }
      sparse.setLength(9_000_000);
    }
    Files.createSymbolicLink(tree.resolve("link"), Path.of("d"));
    Files.createLink(tree.resolve("z"), file);
    Path packed = directory.resolve("x.tar");
    var arguments = new ArrayList<String>();
    arguments.add("tar");
    arguments.addAll(List.of(options.split(" ", -1)));
    arguments.addAll(List.of("-cf", packed.toString(), "-C", tree.toString(), "d", "link", "z"));
    Command.of(arguments).run().orThrow("make a tar");

    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    try (InputStream in = Files.newInputStream(packed)) {
      LayerUnpacker.unpack(in, unpacked, List.of());
    }
    assertThat(Files.mismatch(file, unpacked.resolve("d").resolve(name))).isEqualTo(-1);
    assertThat(Files.isSameFile(unpacked.resolve("z"), unpacked.resolve("d").resolve(name)))
        .isTrue();
    assertThat(Files.readSymbolicLink(unpacked.resolve("link"))).isEqualTo(Path.of("d"));
    if (options.contains("sparse")) {
      assertThat(Files.size(packed)).isLessThan(2_000_000);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
