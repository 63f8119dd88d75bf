package dev.slipway.kubernetes;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.kubernetes.api.KubernetesRoutes;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A cluster behind a real listener on a loopback port, where everybody is an administrator. */
public final class TestApi implements AutoCloseable {
  private final Cluster cluster;
  private final HttpListener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestApi(Cluster cluster, HttpListener listener) {
    this.cluster = cluster;
    this.listener = listener;
  }

  public static ClusterSettings settings() {
    return new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(7));
  }

  public static TestApi start(Path directory, NodeAgent node, Optional<SSLContext> tls) {
    return start(directory, node, tls, WriteGate.OPEN);
  }

  public static TestApi start(
      Path directory, NodeAgent node, Optional<SSLContext> tls, WriteGate gate) {
    Cluster cluster = Cluster.open(directory.resolve("kubernetes.db"), settings());
    Authorizer everything = (who, what) -> new Authorizer.Decision.Allowed("test");
    var listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls),
            request -> new Principal("admin", Set.of("system:masters")),
            everything,
            List.of(
                KubernetesRoutes.routeSet(
                    cluster,
                    everything,
                    node,
                    ServiceAccountTokens.NONE,
                    gate,
                    PodMetrics.NONE,
                    RequestAudit.NONE)));
    return new TestApi(cluster, listener);
  }

  public Cluster cluster() {
    return cluster;
  }

  public int port() {
    return listener.address().getPort();
  }

  /** One request; a null body sends none. */
  public HttpResponse<String> send(
      String method, String path, String contentType, @Nullable JsonNode body) {
    return send(method, path, contentType, body == null ? null : Json.text(body), "*/*");
  }

  public HttpResponse<String> send(
      String method, String path, String contentType, @Nullable String body, String accept) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Accept", accept)
              .header("User-Agent", "client/1")
              .method(
                  method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      if (body != null) {
        request.header("Content-Type", contentType);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of an answer in the form that {@code accept} asks for. */
  public HttpResponse<byte[]> bytes(String path, String accept) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Accept", accept)
              .build();
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    cluster.close();
    listener.close();
  }
}
