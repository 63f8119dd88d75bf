package dev.slipway.node.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.node.probe.Probe.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts against real servers. */
class ProberTest {
  private static final String HOST = "127.0.0.1";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Prober prober = new Prober(HOST, (command, limit) -> Optional.empty());
  private HttpServer first;
  private HttpServer second;

  @BeforeEach
  void start() throws IOException {
    first = server("first");
    second = server("second");
  }

  @AfterEach
  void stop() {
    first.stop(0);
    second.stop(0);
  }

  /** Answers {@code /STATUS}, with the query as the place to go to. */
  private HttpServer server(String name) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(name + exchange.getRequestURI());
          String query = exchange.getRequestURI().getQuery();
          if (query != null) {
            exchange.getResponseHeaders().set("Location", query);
          }
          String path = exchange.getRequestURI().getPath();
          int status = path.matches("/[0-9]{3}") ? Integer.parseInt(path.substring(1)) : 200;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private ProbeResult get(String path) throws InterruptedException {
    var check =
        new Check.HttpGet(
            Probe.Scheme.HTTP, Optional.empty(), first.getAddress().getPort(), path, List.of());
    return prober.attempt(check, Duration.ofSeconds(5));
  }

  @Test
  void followsRedirectsOnTheSameHostToOtherPorts() throws Exception {
    String other = "http://" + HOST + ":" + second.getAddress().getPort();

    assertThat(get("/302?" + other + "/503"))
        .isEqualTo(new ProbeResult.Failure("HTTP probe failed with statuscode: 503"));
    assertThat(get("/302?/well")).isEqualTo(new ProbeResult.Success());
    assertThat(asked.getLast()).isEqualTo("first/well");
  }

  @Test
  void doesNotFollowRedirectsToOtherHosts() throws Exception {
    assertThat(get("/302?http://" + HOST + "9.example/503")).isEqualTo(new ProbeResult.Success());
    assertThat(get("/304")).isEqualTo(new ProbeResult.Success());
    assertThat(asked).hasSize(2);
  }

  @Test
  void asksForPathsAsTheyAreWritten() throws Exception {
    assertThat(get("//a b/ü?x=%41")).isEqualTo(new ProbeResult.Success());
    assertThat(asked).containsExactly("first//a%20b/%C3%BC?x=%41");
  }

  /**
   * A server that sends a byte now and then must not hold the prober for longer than it may take.
   */
  @Test
  void givesUpOnAnswersThatTrickle() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (var socket = server.accept()) {
              while (true) {
                socket.getOutputStream().write("x".getBytes(US_ASCII));
                Thread.sleep(20);
              }
            } catch (IOException | InterruptedException e) {
              // The prober has given up.
            }
          });
      var check =
          new Check.HttpGet(
              Probe.Scheme.HTTP, Optional.empty(), server.getLocalPort(), "/", List.of());

      assertThat(prober.attempt(check, Duration.ofMillis(300)))
          .isInstanceOf(ProbeResult.Failure.class);
    }
  }
}
