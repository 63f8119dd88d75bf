package dev.slipway.dockerfile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(dir.resolve("f"), "one");
  }

  private static String sha(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Test
  void noticesAChangeThatKeepsSizeAndModificationTime() throws IOException {
    var hashes = FileHashes.open(dir.resolve("store"), LATER);
    assertThat(hashes.sha256(file)).isEqualTo(sha("one"));
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, time);

    assertThat(hashes.sha256(file)).isEqualTo(sha("two"));
  }

  @Test
  void doesNotRememberWhatWasJustWritten() throws IOException {
    Clock then = Clock.fixed(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
    var hashes = FileHashes.open(dir.resolve("store"), then);
    hashes.sha256(file);

    assertThat(hashes.size()).isZero();
  }

  @Test
  void remembersAcrossRestarts() throws IOException {
    Path store = dir.resolve("store");
    var hashes = FileHashes.open(store, LATER);
    hashes.sha256(file);
    hashes.save();

    assertThat(FileHashes.open(store, LATER).size()).isEqualTo(1);
  }

  @Test
  void startsAfreshFromADamagedFile() throws IOException {
    Path store = dir.resolve("store");
    var hashes = FileHashes.open(store, LATER);
    hashes.sha256(file);
    hashes.save();
    byte[] bytes = Files.readAllBytes(store);
    bytes[20] ^= 1;
    Files.write(store, bytes);

    assertThat(FileHashes.open(store, LATER).size()).isZero();
  }
}
