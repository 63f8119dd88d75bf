package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Sends what a registry's clients send, one request at a time. */
final class TestClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI root;
  private final String authorization;

  /** An answer, with the body in memory. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    byte[] body() {
      return response.body();
    }

    JsonNode json() {
      return Json.parse(response.body(), "answer");
    }

    /** The code of the first error. */
    String error() {
      return json().path("errors").path(0).path("code").asString("");
    }

    Answer expect(int status) {
      assertThat(status())
          .as(
              response.request().method()
                  + " "
                  + response.uri()
                  + " "
                  + new String(response.body(), StandardCharsets.UTF_8))
          .isEqualTo(status);
      return this;
    }

    Answer expect(int status, String error) {
      expect(status);
      assertThat(error()).isEqualTo(error);
      return this;
    }
  }

  private TestClient(TestRegistry server, String authorization) {
    this(server.port(), authorization);
  }

  private TestClient(int port, String authorization) {
    this.root = URI.create("http://127.0.0.1:" + port);
    this.authorization = authorization;
  }

  static TestClient of(TestRegistry server) {
    return new TestClient(server, "");
  }

  static TestClient at(int port) {
    return new TestClient(port, "");
  }

  static TestClient of(TestRegistry server, String user) {
    String pair = user + ":" + user;
    return new TestClient(
        server,
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  static TestClient bearer(TestRegistry server, String token) {
    return new TestClient(server, "Bearer " + token);
  }

  Answer send(String method, String path, BodyPublisher body, String... headers) {
    var request = HttpRequest.newBuilder(root.resolve(path)).method(method, body);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Answer send(String method, String path, byte[] body, String... headers) {
    return send(method, path, BodyPublishers.ofByteArray(body), headers);
  }

  /** With Transfer-Encoding: chunked, as docker sends layers. */
  Answer sendChunked(String method, String path, byte[] body, String... headers) {
    return send(
        method, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
  }

  Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  Answer head(String path) {
    return send("HEAD", path, BodyPublishers.noBody());
  }

  Answer delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  Answer post(String path) {
    return send("POST", path, BodyPublishers.noBody());
  }

  Descriptor pushBlob(String name, String mediaType, byte[] content) {
    Digest digest = Digest.of(content);
    send("POST", "/v2/" + name + "/blobs/uploads/?digest=" + digest, content).expect(201);
    return Descriptor.of(mediaType, digest, content.length);
  }

  Answer putManifest(String name, String reference, byte[] manifest, String mediaType) {
    return send(
        "PUT", "/v2/" + name + "/manifests/" + reference, manifest, "Content-Type", mediaType);
  }

  /** Pushes an image of one layer and gives the bytes of its manifest. */
  byte[] pushImage(String name, String reference, String content) {
    Descriptor config = pushBlob(name, MediaTypes.CONFIG, bytes("{\"x\":\"" + content + "\"}"));
    Descriptor layer = pushBlob(name, MediaTypes.LAYER, bytes(content));
    byte[] manifest = ImageManifest.of(config, List.of(layer)).toBytes();
    putManifest(name, reference, manifest, MediaTypes.MANIFEST).expect(201);
    return manifest;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
