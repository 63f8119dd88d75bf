package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Clients that lie, dawdle or exaggerate. */
class BadInputTest {
  private static final String NAME = "p/r/web";

  @TempDir Path directory;
  private TestRegistry server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.startOpen(directory);
    client = TestClient.of(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private String upload() {
    return client.post("/v2/" + NAME + "/blobs/uploads/").expect(202).header("Location");
  }

  @ParameterizedTest
  @CsvSource({
    "0-9, 400",
    "5-14, 400",
    "5-9, 416",
    "0-, 416",
    "9-0, 416",
    "bytes=0-4, 416",
    "-5, 416",
    "a-b, 416",
    "0-99999999999999999999, 416",
    "0-4-5, 416"
  })
  void aContentRangeThatLiesIsRefusedAndChangesNothing(String range, int status) {
    String location = upload();
    client.send("PATCH", location, bytes("12345"), "Content-Range", range).expect(status);
    client.get(location).expect(204);
    client.send("PATCH", location, bytes("12345"), "Content-Range", "0-4").expect(202);
    Digest digest = Digest.of(bytes("12345"));
    client.send("PUT", location + "?digest=" + digest, new byte[0]).expect(201);
  }

  @Test
  void tenThousandTagsAreMovedListedAndPaged() {
    byte[] manifest = client.pushImage(NAME, "first", "x");
    Digest digest = Digest.of(manifest);
    List<TagChange> changes =
        IntStream.range(0, 10_000)
            .mapToObj(i -> TagChange.to(NAME, String.format("tag-%05d", i), digest))
            .toList();
    server.registry.moves().change(changes, "test", TestRegistry.user("ann"));
    JsonNode all = client.get("/v2/" + NAME + "/tags/list").expect(200).json();
    assertThat(all.path("tags").size()).isEqualTo(10_001);
    var page = client.get("/v2/" + NAME + "/tags/list?n=1000&last=tag-08999").expect(200);
    assertThat(page.json().path("tags").size()).isEqualTo(1_000);
    assertThat(page.header("Link")).isEmpty();
    var seen = new ArrayList<String>();
    String next = "/v2/" + NAME + "/tags/list?n=1000";
    while (!next.isEmpty()) {
      var one = client.get(next).expect(200);
      one.json().path("tags").forEach(tag -> seen.add(tag.asString()));
      next = one.header("Link").replaceFirst("^<([^>]*)>.*", "$1");
    }
    assertThat(seen).hasSize(10_001).isSorted().doesNotHaveDuplicates();
    // All of them go with the image, in one step.
    client.delete("/v2/" + NAME + "/manifests/" + digest).expect(202);
    assertThat(client.get("/v2/" + NAME + "/tags/list").json().path("tags").size()).isZero();
  }

  @Test
  void manyIndexesOverEachOtherAreCheapToTakeAndToClean() {
    byte[] below = client.pushImage(NAME, "base", "x");
    String type = MediaTypes.MANIFEST;
    // Each names the one below twice: two to the power of sixty ways down.
    for (int depth = 0; depth < 60; depth++) {
      Descriptor part = Descriptor.of(type, below);
      below = ImageIndex.of(Collections.nCopies(2, part)).toBytes();
      type = MediaTypes.INDEX;
      client.putManifest(NAME, "deep", below, type).expect(201);
    }
    Descriptor top = Descriptor.of(type, below);
    server.registry.put("p/r/copy", "deep", top, TestRegistry.user("ann"));
    assertThat(server.registry.versions("p/r/copy")).hasSize(61);
    var report =
        server
            .registry
            .cleanUp()
            .plan(server.registry.repositoryOf(NAME), List.of(), ImagesInUse.NONE);
    assertThat(report.decisions()).hasSize(122);
  }

  @Test
  void anIndexOfItselfAndOneOfNothingAreNoTrouble() {
    String self = "sha256:" + "1".repeat(64);
    byte[] index =
        bytes(
            "{\"schemaVersion\":2,\"mediaType\":\""
                + MediaTypes.INDEX
                + "\",\"manifests\":[{\"mediaType\":\""
                + MediaTypes.INDEX
                + "\",\"digest\":\""
                + self
                + "\",\"size\":1}]}");
    client.putManifest(NAME, "self", index, MediaTypes.INDEX).expect(404, "MANIFEST_BLOB_UNKNOWN");
    client
        .putManifest(NAME, "none", ImageIndex.of(List.of()).toBytes(), MediaTypes.INDEX)
        .expect(201);
    assertThat(server.registry.versions(NAME)).hasSize(1);
  }

  @Test
  void anIndexWithManyPartsIsTakenOrRefusedAsAWhole() {
    byte[] image = client.pushImage(NAME, "base", "x");
    List<Descriptor> parts =
        new ArrayList<>(Collections.nCopies(5_000, Descriptor.of(MediaTypes.MANIFEST, image)));
    client.putManifest(NAME, "many", ImageIndex.of(parts).toBytes(), MediaTypes.INDEX).expect(201);
    parts.add(Descriptor.of(MediaTypes.MANIFEST, bytes("{}")));
    client
        .putManifest(NAME, "more", ImageIndex.of(parts).toBytes(), MediaTypes.INDEX)
        .expect(404, "MANIFEST_BLOB_UNKNOWN");
    assertThat(server.registry.digest(NAME, "more")).isEmpty();
  }

  @Test
  void aSlowClientKeepsNobodyWaiting() throws IOException {
    String location = upload();
    byte[] content = bytes("slowly");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PATCH " + location + " HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      for (byte one : content) {
        out.write(one);
        out.flush();
        client.pushImage(NAME, "beside", "x" + one);
      }
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 202");
    }
    client.send("PUT", location + "?digest=" + Digest.of(content), new byte[0]).expect(201);
  }

  @Test
  void namesThatLeadElsewhereAreRefused() {
    for (String path :
        List.of(
            "/v2/p/../r/manifests/x",
            "/v2/p/%2e%2e/r/manifests/x",
            "/v2/p/r%2fweb/manifests/x",
            "/v2/p/r/web/blobs/uploads/..%2f..%2fsha256",
            "/v2/p/r/web/blobs/sha256:..%2f..%2fx",
            "/v1/projects/p/locations/here/repositories/r/packages/..%252F..%252Fx/versions")) {
      assertThat(client.get(path).status()).as(path).isBetween(400, 404);
    }
    assertThat(server.registry.names()).isEmpty();
  }
}
