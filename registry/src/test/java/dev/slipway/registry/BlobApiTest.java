package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Digest;
import dev.slipway.registry.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs and uploads, as the OCI distribution specification has them. */
class BlobApiTest {
  private static final String UPLOADS = "/v2/p/web/blobs/uploads/";

  @TempDir Path directory;
  private TestRegistry server;
  private TestClient client;
  private final byte[] content = new byte[100_000];

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.startOpen(directory);
    client = TestClient.of(server);
    new Random(5).nextBytes(content);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aWholeBlobInOnePost(Digest.Algorithm algorithm) {
    Digest digest = Digest.of(algorithm, content);
    Answer created = client.send("POST", UPLOADS + "?digest=" + digest, content).expect(201);
    assertIsThere(created, digest);
  }

  @ParameterizedTest
  @EnumSource
  void postThenPut(Digest.Algorithm algorithm) {
    Digest digest = Digest.of(algorithm, content);
    String location = client.post(UPLOADS).expect(202).header("Location");
    assertIsThere(client.send("PUT", location + "?digest=" + digest, content).expect(201), digest);
    assertThat(client.get(location).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void streamedWithoutALength(Digest.Algorithm algorithm) {
    Digest digest = Digest.of(algorithm, content);
    String location =
        client
            .post(UPLOADS + "?digest-algorithm=" + algorithm.text())
            .expect(202)
            .header("Location");
    Answer patched = client.sendChunked("PATCH", location, content).expect(202);
    assertThat(patched.header("Range")).isEqualTo("0-99999");
    Answer put = client.send("PUT", patched.header("Location") + "?digest=" + digest, new byte[0]);
    assertIsThere(put.expect(201), digest);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inChunksOfWhichTheLastMayCloseTheUpload(boolean lastInPut) {
    Digest digest = Digest.of(content);
    String location = client.post(UPLOADS).expect(202).header("Location");
    Answer first = chunk("PATCH", location, 0, 40_000).expect(202);
    assertThat(first.header("Range")).isEqualTo("0-39999");
    Answer status = client.get(first.header("Location")).expect(204);
    assertThat(status.header("Range")).isEqualTo("0-39999");
    Answer closed;
    if (lastInPut) {
      closed = chunk("PUT", status.header("Location") + "?digest=" + digest, 40_000, 100_000);
    } else {
      chunk("PATCH", status.header("Location"), 40_000, 100_000).expect(202);
      closed = client.send("PUT", location + "?digest=" + digest, new byte[0]);
    }
    assertIsThere(closed.expect(201), digest);
  }

  @Test
  void chunksOutOfOrderAreRefusedAndDoNoHarm() {
    Digest digest = Digest.of(content);
    String location = client.post(UPLOADS).expect(202).header("Location");
    chunk("PATCH", location, 0, 40_000).expect(202);
    Answer early = chunk("PATCH", location, 0, 40_000).expect(416, "BLOB_UPLOAD_INVALID");
    assertThat(early.header("Range")).isEqualTo("0-39999");
    chunk("PATCH", location, 50_000, 60_000).expect(416);
    chunk("PUT", location + "?digest=" + digest, 50_000, 100_000).expect(416);
    client
        .send("PATCH", location, content, "Content-Range", "40000-50000")
        .expect(400, "SIZE_INVALID");
    client
        .sendChunked("PATCH", location, content, "Content-Range", "40000-50000")
        .expect(400, "SIZE_INVALID");
    client.send("PATCH", location, content, "Content-Range", "nonsense").expect(416);
    assertThat(client.get(location).header("Range")).isEqualTo("0-39999");
    assertIsThere(
        chunk("PUT", location + "?digest=" + digest, 40_000, 100_000).expect(201), digest);
  }

  @Test
  void uploadsSurviveARestart() throws IOException {
    Digest digest = Digest.of(content);
    String location = client.post(UPLOADS).expect(202).header("Location");
    chunk("PATCH", location, 0, 40_000).expect(202);
    stop();
    start();
    assertThat(client.get(location).expect(204).header("Range")).isEqualTo("0-39999");
    chunk("PATCH", location, 40_000, 100_000).expect(202);
    assertIsThere(
        client.send("PUT", location + "?digest=" + digest, new byte[0]).expect(201), digest);
  }

  @Test
  void uploadsCanBeCancelledAndBelongToTheirRepository() {
    String location = client.post(UPLOADS).expect(202).header("Location");
    String elsewhere = location.replace("/p/web/", "/p/other/");
    client.get(elsewhere).expect(404, "BLOB_UPLOAD_UNKNOWN");
    client.delete(elsewhere).expect(404);
    client.delete(location).expect(204);
    client.delete(location).expect(404, "BLOB_UPLOAD_UNKNOWN");
    client.send("PATCH", location, content).expect(404, "BLOB_UPLOAD_UNKNOWN");
  }

  @Test
  void anotherDigestIsRefusedAndNothingIsKept() {
    Digest wrong = Digest.of(bytes("other"));
    client.send("POST", UPLOADS + "?digest=" + wrong, content).expect(400, "DIGEST_INVALID");
    String location = client.post(UPLOADS).expect(202).header("Location");
    client.send("PUT", location + "?digest=" + wrong, content).expect(400, "DIGEST_INVALID");
    client.send("POST", UPLOADS + "?digest=sha256:xyz", content).expect(400, "DIGEST_INVALID");
    String other = client.post(UPLOADS).expect(202).header("Location");
    client.send("PUT", other, content).expect(400, "DIGEST_INVALID");
    client.post(UPLOADS + "?digest-algorithm=md5").expect(400, "DIGEST_INVALID");
    client.get("/v2/p/web/blobs/" + wrong).expect(404, "BLOB_UNKNOWN");
    client.get("/v2/p/web/blobs/sha256:xyz").expect(400, "DIGEST_INVALID");
  }

  @Test
  void anEmptyBlobIsABlob() {
    Digest digest = Digest.of(new byte[0]);
    String location = client.post(UPLOADS).expect(202).header("Location");
    client.send("PUT", location + "?digest=" + digest, new byte[0]).expect(201);
    assertThat(client.get("/v2/p/web/blobs/" + digest).expect(200).body()).isEmpty();
    assertThat(client.head("/v2/p/web/blobs/" + digest).header("Content-Length")).isEqualTo("0");
    client.get("/v2/p/web/blobs/" + digest, "Range", "bytes=0-0").expect(416);
  }

  @Test
  void blobsAreMountedFromWhereTheyAre() {
    Digest digest = client.pushBlob("p/source", "x", content).digest();
    Answer mounted = client.post(UPLOADS + "?mount=" + digest + "&from=p/source").expect(201);
    assertIsThere(mounted, digest);
    Answer anonymous = client.post("/v2/p/third/blobs/uploads/?mount=" + digest).expect(201);
    assertThat(anonymous.header("Location")).isEqualTo("/v2/p/third/blobs/" + digest);
    Digest missing = Digest.of(bytes("missing"));
    for (String from : new String[] {"&from=p/source", "&from=../etc", "&from=p/none", ""}) {
      Answer started = client.post(UPLOADS + "?mount=" + missing + from).expect(202);
      client.delete(started.header("Location")).expect(204);
    }
    client.post("/v2/p/fourth/blobs/uploads/?mount=" + digest + "&from=p/none").expect(202);
    client.get("/v2/p/fourth/blobs/" + digest).expect(404);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=99990-, 99990, 100000",
    "bytes=-5, 99995, 100000",
    "bytes=99990-200000, 99990, 100000",
    "bytes=-200000, 0, 100000"
  })
  void partsOfABlob(String range, int from, int to) {
    Digest digest = client.pushBlob("p/web", "x", content).digest();
    Answer part = client.get("/v2/p/web/blobs/" + digest, "Range", range).expect(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, from, to));
    assertThat(part.header("Content-Range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/100000");
  }

  @Test
  void partsThatAreNotThere() {
    Digest digest = client.pushBlob("p/web", "x", content).digest();
    String path = "/v2/p/web/blobs/" + digest;
    for (String range : new String[] {"bytes=100000-", "bytes=500-0", "bytes=-0"}) {
      Answer refused = client.get(path, "Range", range).expect(416);
      assertThat(refused.header("Content-Range")).isEqualTo("bytes */100000");
    }
    for (String range : new String[] {"bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b"}) {
      client.get(path, "Range", range).expect(200);
    }
    client.get(path, "If-None-Match", client.head(path).header("ETag")).expect(304);
  }

  @Test
  void blobsAreDeletedUnlessAManifestNamesThem() {
    Digest digest = client.pushBlob("p/web", "x", content).digest();
    client.delete("/v2/p/web/blobs/" + digest).expect(202);
    client.head("/v2/p/web/blobs/" + digest).expect(404);
    client.delete("/v2/p/web/blobs/" + digest).expect(404, "BLOB_UNKNOWN");
    client.pushBlob("p/web", "x", content);
    client.get("/v2/p/web/blobs/" + digest).expect(200);

    client.pushImage("p/web", "1", "used");
    client.delete("/v2/p/web/blobs/" + Digest.of(bytes("used"))).expect(405, "UNSUPPORTED");
    client.get("/v2/p/web/blobs/" + Digest.of(bytes("used"))).expect(200);
  }

  private Answer chunk(String method, String location, int from, int to) {
    return client.send(
        method,
        location,
        Arrays.copyOfRange(content, from, to),
        "Content-Range",
        from + "-" + (to - 1));
  }

  private void assertIsThere(Answer created, Digest digest) {
    assertThat(created.header("Location")).isEqualTo("/v2/p/web/blobs/" + digest);
    assertThat(created.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    Answer got = client.get(created.header("Location")).expect(200);
    assertThat(got.body()).isEqualTo(content);
    assertThat(got.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    Answer head = client.head(created.header("Location")).expect(200);
    assertThat(head.header("Content-Length")).isEqualTo("100000");
  }
}
