package dev.slipway.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blobs that are not what they were, and blobs that a crash left on their way in. */
class BlobChecksTest {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);
  private static final Digest DIGEST = Digest.of(CONTENT);

  @TempDir Path directory;
  private BlobStore blobs;

  @BeforeEach
  void openStore() throws IOException {
    blobs = new BlobStore(directory);
  }

  /** As the first process leaves it, with other bytes in the file. */
  private void damage() throws IOException {
    blobs.put(CONTENT);
    Files.write(blobs.path(DIGEST), "contend".getBytes(UTF_8));
    openStore();
  }

  @Test
  void whatCameInIsKnownAndWhatWasThereIsHashedOnce() throws IOException {
    blobs.put(CONTENT);
    assertThat(blobs.isKnownWhole(DIGEST)).isTrue();
    openStore();
    assertThat(blobs.isKnownWhole(DIGEST)).isFalse();
    assertThat(blobs.isWhole(DIGEST)).isTrue();
    assertThat(blobs.isKnownWhole(DIGEST)).isTrue();
    // Nobody reads it again.
    Files.write(blobs.path(DIGEST), new byte[0]);
    assertThat(blobs.isWhole(DIGEST)).isTrue();
    blobs.remove(DIGEST);
    assertThat(blobs.isWhole(DIGEST)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedBlobIsPutAsideAndCanBeBroughtAgain(Digest.Algorithm algorithm) throws IOException {
    Digest digest = blobs.put(algorithm, CONTENT);
    Files.write(blobs.path(digest), "contend".getBytes(UTF_8));
    openStore();
    assertThat(blobs.isWhole(digest)).isFalse();
    assertThat(blobs.has(digest)).isFalse();
    assertThat(directory.resolve("damaged/" + digest.toString().replace(':', '-')))
        .hasContent("contend");
    blobs.put(algorithm, CONTENT);
    assertThat(blobs.isWhole(digest)).isTrue();
    assertThat(blobs.read(digest, 100)).isEqualTo(CONTENT);
  }

  @Test
  void aBlobThatNobodyLookedAtYetIsReplacedByTheSame() throws IOException {
    damage();
    blobs.put(CONTENT);
    assertThat(blobs.read(DIGEST, 100)).isEqualTo(CONTENT);
    damage();
    BlobUpload upload = blobs.startUpload("x", Digest.Algorithm.SHA256);
    upload.append(new ByteArrayInputStream(CONTENT), OptionalLong.empty(), OptionalLong.empty());
    upload.commit(DIGEST);
    assertThat(blobs.read(DIGEST, 100)).isEqualTo(CONTENT);
  }

  @Test
  void whoeverAsksAtTheSameTimeWaitsForOneLook() throws Exception {
    blobs.put(CONTENT);
    var checked = new CheckedBlobs();
    var looks = new AtomicInteger();
    Runnable ask =
        () -> {
          try {
            boolean whole =
                checked.isWhole(
                    DIGEST,
                    () -> {
                      looks.incrementAndGet();
                      return Optional.of(true);
                    },
                    () -> {});
            assertThat(whole).isTrue();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    var threads = Stream.generate(() -> Thread.startVirtualThread(ask)).limit(20).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(looks).hasValue(1);
  }

  @Test
  void aLookThatFailsIsTakenAgain() throws IOException {
    var checked = new CheckedBlobs();
    assertThatThrownBy(() -> checked.isWhole(DIGEST, () -> fail(), () -> {}))
        .isInstanceOf(IOException.class);
    assertThat(checked.isWhole(DIGEST, () -> Optional.of(true), () -> {})).isTrue();
  }

  private static Optional<Boolean> fail() throws IOException {
    throw new IOException("the disk is away");
  }

  @Test
  void whatWasOnItsWayInIsFoundAfterACrash() throws IOException {
    Digest other = Digest.of(new byte[] {1});
    try (var arrival = blobs.arrivals().begin(DIGEST)) {
      blobs.put(CONTENT);
      // It is no leftover while somebody brings it.
      assertThat(blobs.arrivals().leftBehind()).isEmpty();
      arrival.done();
    }
    assertThat(blobs.arrivals().leftBehind()).isEmpty();
    try (var _ = blobs.arrivals().begin(other)) {
      // Nothing came: nothing is left.
      assertThat(blobs.has(other)).isFalse();
    }
    assertThat(blobs.arrivals().leftBehind()).isEmpty();
    try (var _ = blobs.arrivals().begin(DIGEST)) {
      blobs.put(CONTENT);
    }
    openStore();
    assertThat(blobs.arrivals().leftBehind()).containsExactly(DIGEST);
    try (var _ = blobs.arrivals().begin(DIGEST)) {
      blobs.arrivals().forget(DIGEST);
    }
    assertThat(blobs.arrivals().leftBehind()).containsExactly(DIGEST);
    blobs.arrivals().forget(DIGEST);
    assertThat(blobs.arrivals().leftBehind()).isEmpty();
  }
}
