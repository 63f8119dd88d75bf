package dev.slipway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
  private static final Digest.Algorithm SHA256 = Digest.Algorithm.SHA256;
  private static final Digest.Algorithm SHA512 = Digest.Algorithm.SHA512;

  @TempDir Path directory;
  private BlobStore blobs;

  @BeforeEach
  void openStore() throws IOException {
    blobs = new BlobStore(directory);
  }

  @Test
  void keepsWhatIsCommitted() throws IOException {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    Digest digest;
    try (BlobWriter writer = blobs.newBlob()) {
      writer.write(content[0]);
      writer.write(content, 1, content.length - 1);
      assertThat(writer.count()).isEqualTo(content.length);
      assertThat(blobs.list()).isEmpty();
      digest = writer.commit(Optional.empty());
    }
    assertThat(digest).isEqualTo(Digest.of(content));
    assertThat(blobs.has(digest)).isTrue();
    assertThat(blobs.find(digest)).contains(200_000L);
    assertThat(blobs.open(digest)).hasBinaryContent(content);
    assertThat(blobs.read(digest, 200_000)).isEqualTo(content);
    assertThat(new BlobStore(directory).list()).containsExactly(digest);
  }

  @Test
  void discardsWhatIsNotCommittedOrIsNotWhatItShouldBe() throws IOException {
    try (BlobWriter writer = blobs.newBlob()) {
      writer.write(1);
    }
    Digest other = Digest.of(new byte[] {2});
    try (BlobWriter writer = blobs.newBlob()) {
      writer.write(1);
      assertThatThrownBy(() -> writer.commit(Optional.of(other)))
          .isInstanceOf(DigestMismatchException.class)
          .hasMessageContaining(other.toString());
    }
    assertThat(blobs.list()).isEmpty();
    assertThat(filesIn("writing")).isEmpty();
  }

  @Test
  void clearsWhatAKilledProcessLeft() throws IOException {
    Files.writeString(directory.resolve("writing/left"), "over");
    blobs = new BlobStore(directory);
    assertThat(filesIn("writing")).isEmpty();
  }

  @Test
  void noticesADamagedBlobWhenItIsRead() throws IOException {
    Digest digest = blobs.put(bytes("content"));
    Files.writeString(blobs.path(digest), "c0ntent");
    assertThatThrownBy(() -> blobs.read(digest, 100)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> blobs.read(digest, 3)).hasMessageContaining("7 bytes");
  }

  @Test
  void uploadsGoOnAfterABrokenConnectionAndARestart() throws IOException {
    BlobUpload upload = blobs.startUpload("one", SHA256);
    assertThat(append(upload, "hel", 0)).isEqualTo(3);
    InputStream breaking =
        new SequenceInputStream(
            new ByteArrayInputStream(bytes("lo ")),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("connection reset");
              }
            });
    assertThatThrownBy(() -> upload.append(breaking, OptionalLong.of(3), OptionalLong.of(100)))
        .hasMessage("connection reset");
    assertThat(upload.size()).isEqualTo(6);

    blobs = new BlobStore(directory);
    BlobUpload again = blobs.upload("one").orElseThrow();
    assertThat(again.size()).isEqualTo(6);
    append(again, "world", 6);
    again.commit(Digest.of(bytes("hello world")));

    assertThat(blobs.has(Digest.of(bytes("hello world")))).isTrue();
    assertThat(blobs.upload("one")).isEmpty();
    assertThat(filesIn("uploads")).isEmpty();
  }

  @Test
  void piecesMustFit() throws IOException {
    BlobUpload upload = blobs.startUpload("one", SHA256);
    append(upload, "abc", 0);
    assertReason(upload, "x", OptionalLong.of(2), UploadException.Reason.OUT_OF_ORDER);
    assertReason(upload, "x", OptionalLong.of(4), UploadException.Reason.OUT_OF_ORDER);
    assertThatThrownBy(() ->
            upload.append(
                new ByteArrayInputStream(bytes("too long")),
                OptionalLong.of(3),
                OptionalLong.of(2)))
        .isInstanceOfSatisfying(
            UploadException.class,
            e -> assertThat(e.reason()).isEqualTo(UploadException.Reason.WRONG_SIZE));
    assertThat(upload.size()).isEqualTo(3);
    upload.append(new ByteArrayInputStream(bytes("de")), OptionalLong.empty(), OptionalLong.of(2));
    upload.commit(Digest.of(bytes("abcde")));
    assertReason(upload, "x", OptionalLong.empty(), UploadException.Reason.ENDED);
  }

  @Test
  void uploadsOfEitherAlgorithmAndAWrongDigest() throws IOException {
    byte[] content = bytes("content");
    for (Digest.Algorithm announced : List.of(SHA256, SHA512)) {
      for (Digest.Algorithm used : List.of(SHA256, SHA512)) {
        BlobUpload upload = blobs.startUpload("u", announced);
        append(upload, "content", 0);
        upload.commit(Digest.of(used, content));
        assertThat(blobs.has(Digest.of(used, content))).isTrue();
      }
    }
    BlobUpload wrong = blobs.startUpload("wrong", SHA256);
    append(wrong, "contents", 0);
    assertThatThrownBy(() -> wrong.commit(Digest.of(content)))
        .isInstanceOf(DigestMismatchException.class);
    assertThat(blobs.upload("wrong")).isEmpty();
  }

  @Test
  void idleUploadsExpireAndOthersDoNot() throws IOException {
    append(blobs.startUpload("one", SHA256), "abc", 0);
    assertThat(blobs.expireUploads(Instant.now().minus(Duration.ofHours(1)))).isZero();
    assertThat(blobs.expireUploads(Instant.now().plusSeconds(60))).isOne();
    assertThat(blobs.upload("one")).isEmpty();
    assertThat(blobs.upload("../../etc/passwd")).isEmpty();
    assertThat(blobs.upload("..")).isEmpty();
  }

  @Test
  void namesOfImagesSurviveARestart() throws IOException {
    Path file = directory.resolve("names.json");
    Descriptor first = Descriptor.of(MediaTypes.MANIFEST, bytes("1"));
    Descriptor second = Descriptor.of(MediaTypes.MANIFEST, bytes("2"));
    ImageNames names = new ImageNames(file);
    names.put(ImageReference.parse("web"), first, Instant.EPOCH);
    names.put(ImageReference.parse("web:1"), second, Instant.EPOCH);

    names = new ImageNames(file);
    assertThat(names.find(ImageReference.parse("docker.io/library/web:latest")))
        .get()
        .extracting(ImageNames.Entry::manifest)
        .isEqualTo(first);
    assertThat(names.find(ImageReference.parse("web").withDigest(second.digest()))).isPresent();
    assertThat(names.list()).hasSize(2);
    assertThat(names.remove(ImageReference.parse("web"))).isTrue();
    assertThat(names.remove(ImageReference.parse("web"))).isFalse();
    assertThat(new ImageNames(file).list()).hasSize(1);
  }

  private static long append(BlobUpload upload, String text, long offset) throws IOException {
    return upload.append(
        new ByteArrayInputStream(bytes(text)),
        OptionalLong.of(offset),
        OptionalLong.of(text.length()));
  }

  private static void assertReason(
      BlobUpload upload, String text, OptionalLong offset, UploadException.Reason reason) {
    assertThatThrownBy(() ->
            upload.append(new ByteArrayInputStream(bytes(text)), offset, OptionalLong.empty()))
        .isInstanceOfSatisfying(
            UploadException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private List<Path> filesIn(String part) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(part))) {
      return files.toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
