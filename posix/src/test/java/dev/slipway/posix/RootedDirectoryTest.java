package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootedDirectoryTest {
  @TempDir Path dir;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectories(dir.toRealPath().resolve("root"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "inside");
    Files.writeString(dir.resolve("secret"), "outside");
  }

  @Test
  void absoluteLinksStartAtTheRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/passwd"));

    try (var rooted = RootedDirectory.of(root)) {
      assertThat(rooted.resolve(Path.of("/link"))).isEqualTo(root.resolve("etc/passwd"));
      assertThat(rooted.resolveEntry(Path.of("link"))).isEqualTo(root.resolve("link"));
      assertThat(text(rooted.read(Path.of("link")))).isEqualTo("inside");
    }
  }

  @Test
  void dotsEndAtTheRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("up"), Path.of("../../../.."));

    try (var rooted = RootedDirectory.of(root)) {
      assertThat(rooted.resolve(Path.of("up"))).isEqualTo(root);
      assertThat(rooted.resolve(Path.of("up/etc/../../etc/passwd")))
          .isEqualTo(root.resolve("etc/passwd"));
      assertThat(rooted.resolve(Path.of("/.."))).isEqualTo(root);
      assertThatThrownBy(() -> rooted.resolve(Path.of("../secret")))
          .isInstanceOfSatisfying(
              PosixException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }
  }

  @Test
  void magicLinksAreRefused() throws IOException {
    Files.createSymbolicLink(root.resolve("proc"), Path.of("/proc/self/root/etc/passwd"));

    try (var rooted = RootedDirectory.of(Path.of("/proc/self"))) {
      assertThatThrownBy(() -> rooted.resolve(Path.of("root/etc")))
          .isInstanceOfSatisfying(
              PosixException.class, e -> assertThat(e.is(Errno.ELOOP)).isTrue());
    }
  }

  @Test
  void createsDirectoriesBehindDanglingLinksInside() throws IOException {
    Files.createSymbolicLink(root.resolve("var"), Path.of("/data/var"));

    try (var rooted = RootedDirectory.of(root)) {
      Path made = rooted.createDirectories(Path.of("/var/lib/app"));

      assertThat(made).isEqualTo(root.resolve("data/var/lib/app")).isDirectory();
      assertThat(rooted.createDirectories(Path.of("var/lib/app"))).isEqualTo(made);
      assertThat(dir.resolve("data")).doesNotExist();
    }
  }

  @Test
  void createsNothingBehindAFile() throws IOException {
    try (var rooted = RootedDirectory.of(root)) {
      assertThatThrownBy(() -> rooted.createDirectories(Path.of("etc/passwd/x")))
          .isInstanceOfSatisfying(
              PosixException.class, e -> assertThat(e.is(Errno.ENOTDIR)).isTrue());
    }
  }

  @Test
  void loopsOfLinksAreAnError() throws IOException {
    Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(root.resolve("b"), Path.of("a"));

    try (var rooted = RootedDirectory.of(root)) {
      assertThatThrownBy(() -> rooted.createDirectories(Path.of("a/x")))
          .isInstanceOfSatisfying(
              PosixException.class, e -> assertThat(e.is(Errno.ELOOP)).isTrue());
    }
  }

  private static String text(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
