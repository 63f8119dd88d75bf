package dev.slipway.oci.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.WebProxies;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that break off, answer nonsense, or are behind a proxy. */
class TroubledRegistryTest {
  private static final Platform AMD = Platform.of("linux", "amd64");
  @TempDir Path directory;
  private final AtomicInteger cuts = new AtomicInteger();
  private HttpServer server;
  private String host;
  private BlobStore theirs;
  private Descriptor manifest;
  private byte[] layer;

  @BeforeEach
  void start() throws IOException {
    theirs = new BlobStore(directory.resolve("theirs"));
    layer = new byte[400_000];
    new Random(7).nextBytes(layer);
    Descriptor config = theirs.put(MediaTypes.CONFIG, "{}".getBytes(StandardCharsets.UTF_8));
    Descriptor blob = theirs.put(MediaTypes.LAYER_GZIP, layer);
    manifest = theirs.put(MediaTypes.MANIFEST, ImageManifest.of(config, List.of(blob)).toBytes());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/p/blobs/", this::blob);
    server.createContext("/v2/p/manifests/", exchange -> send(exchange, manifestBytes()));
    server.createContext(
        "/v2/nonsense/",
        exchange -> send(exchange, "{\"schemaVers".getBytes(StandardCharsets.UTF_8)));
    server.start();
    host = "127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private byte[] manifestBytes() throws IOException {
    return theirs.read(manifest.digest(), 100_000);
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", MediaTypes.MANIFEST);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Sends what is asked for from its beginning, whatever range is wanted. */
  private void blob(HttpExchange exchange) throws IOException {
    boolean isLayer = exchange.getRequestURI().getPath().contains(layerDigest());
    byte[] body = isLayer ? layer : "{}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    boolean cut = isLayer && cuts.getAndDecrement() > 0;
    exchange.getResponseBody().write(body, 0, cut ? body.length / 2 : body.length);
    exchange.close();
  }

  private String layerDigest() throws IOException {
    return ImageManifest.parse(manifestBytes()).layers().getFirst().digest().toString();
  }

  private RegistryClient client() throws IOException {
    return new RegistryClient(new BlobStore(directory.resolve("ours")), Credentials.NONE);
  }

  @Test
  void beginsAgainWhereARegistryKnowsNoRanges() throws IOException {
    cuts.set(1);

    assertThat(client().pull(ImageReference.parse(host + "/p:1"), AMD)).isEqualTo(manifest);
  }

  @Test
  void saysWhatBrokeOff() throws IOException {
    cuts.set(100);
    var image = ImageReference.parse(host + "/p:1");

    assertThatThrownBy(() -> client().pull(image, AMD))
        .hasMessageContaining("broke off sha256:")
        .hasMessageContaining("of " + image);

    cuts.set(0);
    assertThat(client().pull(image, AMD)).isEqualTo(manifest);
  }

  @Test
  void saysWhoseManifestIsNone() {
    var image = ImageReference.parse(host + "/nonsense:1");

    assertThatThrownBy(() -> client().pull(image, AMD))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("could not pull " + image)
        .hasMessageContaining("no manifest");
  }

  @Test
  void logsInToTheProxyAndToTheRegistryBehindIt() throws IOException {
    server.createContext("/v2/", TroubledRegistryTest::behindProxy);
    var proxies = WebProxies.of(Map.of("http_proxy", "http://ann:p%40ss@" + host));
    Endpoints endpoints = name -> URI.create("http://" + name);
    var blobs = new BlobStore(directory.resolve("ours"));

    new RegistryClient(blobs, at -> Optional.of(new Login("bob", "secret")), endpoints, proxies)
        .checkLogin("registry.test");

    Credentials wrong = at -> Optional.of(new Login("bob", "wrong"));
    assertThatThrownBy(
            () -> new RegistryClient(blobs, wrong, endpoints, proxies).checkLogin("registry.test"))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.DENIED));
  }

  private static void behindProxy(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    boolean passes = "Basic YW5uOnBAc3M=".equals(headers.getFirst("Proxy-Authorization"));
    boolean known = "Basic Ym9iOnNlY3JldA==".equals(headers.getFirst("Authorization"));
    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
    exchange.sendResponseHeaders(passes ? known ? 200 : 401 : 407, -1);
    exchange.close();
  }
}
