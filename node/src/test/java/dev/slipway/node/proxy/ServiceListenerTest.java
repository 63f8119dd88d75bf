package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.proxy.ScriptedServer.Connection;
import dev.slipway.node.proxy.Traffic.Drained;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** A Service's address on the wire: what goes by, and what becomes of it when its pod ends. */
class ServiceListenerTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String LAST =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Traffic traffic = new Traffic();
  private ObjectStore store;
  private Cluster cluster;
  private int port;

  @BeforeEach
  void start() throws Exception {
    store = ObjectStore.open(directory.resolve("kubernetes.db"));
    cluster =
        own(
            Cluster.open(
                store,
                new ClusterSettings(
                    "10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1))));
    try (var free = new ServerSocket(0, 1, HERE)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private <T extends AutoCloseable> T own(T one) {
    open.add(one);
    return one;
  }

  /** A Service with one pod that serves each connection so. */
  private void serve(ScriptedServer.Script script) throws Exception {
    var server = own(new ScriptedServer(script));
    LoopbackPods.write(store, "web", "web", "TCP", server.port());
    var backends = own(Backends.start(cluster, traffic));
    var target =
        new ServiceListener.Target(
            new ObjectName("default", "web"), "", ServiceListener.Affinity.NONE);
    own(ServiceListener.start(HERE, port, target, backends, traffic));
  }

  private Connection connect() throws IOException {
    var socket = own(new Socket(HERE, port));
    socket.setSoTimeout(10_000);
    return new Connection(socket, socket.getInputStream(), socket.getOutputStream());
  }

  private CompletableFuture<Drained> drain() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return traffic.drain("127.0.0.1", LONG);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    });
  }

  @ParameterizedTest
  @CsvSource({"ClientIP, 1", "None, 2"})
  void aClientStaysWithItsPodWhereTheServiceSaysSo(String affinity, int served) throws Exception {
    var asked = ConcurrentHashMap.<String>newKeySet();
    for (String name : List.of("a", "b")) {
      var server =
          own(
              new ScriptedServer(c -> {
                c.readHead();
                asked.add(name);
                c.write(LAST);
              }));
      LoopbackPods.write(store, "web", "web-" + name, "TCP", server.port());
    }
    var service =
        (ObjectNode)
            Json.parse(
                """
                {"metadata":{"name":"web","namespace":"default"},
                 "spec":{"sessionAffinity":"%s","ports":[{"port":80}]}}
                """
                    .formatted(affinity)
                    .getBytes(UTF_8),
                "test");
    var backends = own(Backends.start(cluster, traffic));
    var target = ServiceListeners.target(KubeObject.of(service), service.at("/spec/ports/0"));
    own(ServiceListener.start(HERE, port, target, backends, traffic));
    for (int i = 0; i < 8; i++) {
      Connection client = connect();
      client.write(GET);
      assertThat(new String(client.in().readAllBytes(), ISO_8859_1)).isEqualTo(LAST);
    }
    assertThat(asked).hasSize(served);
  }

  @Test
  void aRequestThatIsThoughtAboutKeepsItsPod() throws Exception {
    var thought = new CountDownLatch(1);
    serve(c -> {
      c.readHead();
      thought.await();
      c.write(OK);
    });
    Connection client = connect();
    client.write(GET);
    await().until(() -> traffic.count("127.0.0.1") == 1);

    var drained = drain();

    // Longer than a connection must be quiet of which nothing is known.
    assertThat(
            drained
                .completeOnTimeout(Drained.OUT_OF_TIME, 1, java.util.concurrent.TimeUnit.SECONDS)
                .get())
        .isEqualTo(Drained.OUT_OF_TIME);
    thought.countDown();
    assertThat(new String(client.in().readAllBytes(), ISO_8859_1)).isEqualTo(LAST);
  }

  @Test
  void theLastAnswerOfAPodThatEndsSaysSo() throws Exception {
    serve(c -> {
      while (!c.readHead().isEmpty()) {
        c.write(OK);
      }
    });
    Connection client = connect();
    client.write(GET);
    assertThat(client.read(OK.length())).isEqualTo(OK);

    var drained = drain();
    await().until(() -> traffic.isDraining("127.0.0.1"));
    client.write(GET);

    assertThat(new String(client.in().readAllBytes(), ISO_8859_1)).isEqualTo(LAST);
    assertThat(drained.get()).isEqualTo(Drained.COMPLETELY);
  }

  @Test
  void whatIsUnderWayWhenTheProcessEndsIsTheLastOfItsConnection() throws Exception {
    var asked = new CountDownLatch(1);
    var thought = new CountDownLatch(1);
    serve(c -> {
      c.readHead();
      c.write(OK);
      if (!c.readHead().isEmpty()) {
        asked.countDown();
        thought.await();
        c.write(OK);
      }
    });
    Connection idle = connect();
    Connection busy = connect();
    for (Connection client : List.of(idle, busy)) {
      client.write(GET);
      assertThat(client.read(OK.length())).isEqualTo(OK);
    }
    busy.write(GET);
    asked.await();

    var finished =
        CompletableFuture.supplyAsync(() -> {
          try {
            return traffic.finish(LONG);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
          }
        });

    assertThat(idle.in().read()).isNegative();
    assertThat(finished).isNotDone();
    thought.countDown();
    assertThat(new String(busy.in().readAllBytes(), ISO_8859_1)).isEqualTo(LAST);
    assertThat(finished.get()).isEqualTo(Drained.COMPLETELY);
  }

  @Test
  void idleConnectionsEndWithTheDrain() throws Exception {
    serve(c -> {
      while (!c.readHead().isEmpty()) {
        c.write(OK);
      }
    });
    Connection client = connect();
    client.write(GET);
    assertThat(client.read(OK.length())).isEqualTo(OK);

    assertThat(drain().get()).isEqualTo(Drained.COMPLETELY);

    assertThat(client.in().read()).isNegative();
  }

  @Test
  void whatIsNotHttpGoesByAsItIsAndEndsWithItsPod() throws Exception {
    var ends = new CountDownLatch(1);
    serve(c -> {
      c.write("220 hello\r\n");
      assertThat(c.read(6)).isEqualTo("\u0000\u00ffGET ");
      c.write("HTTP/1.1 not really");
      ends.await();
      c.write("bye");
    });
    Connection client = connect();
    assertThat(client.read(11)).isEqualTo("220 hello\r\n");
    client.write("\u0000\u00ffGET ");
    assertThat(client.read(19)).isEqualTo("HTTP/1.1 not really");

    assertThat(drain().get()).isEqualTo(Drained.COMPLETELY);
    ends.countDown();

    assertThat(new String(client.in().readAllBytes(), ISO_8859_1)).isEqualTo("bye");
  }

  @Test
  void answersOfEveryShapeGoByUnchanged() throws Exception {
    String answers =
        String.join(
            "\r\n",
            "HTTP/1.1 103 Early Hints",
            "Link: </a>",
            "",
            "HTTP/1.1 200 OK",
            "Transfer-Encoding: chunked",
            "",
            "3;a=b",
            "abc",
            "0",
            "Trailer: t",
            "",
            "HTTP/1.1 200 OK",
            "Content-Length: 9999",
            "",
            "HTTP/1.1 204 No Content",
            "",
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: x",
            "",
            "\u0001\u0002");
    String requests =
        String.join(
            "\r\n",
            GET,
            "HEAD / HTTP/1.1",
            "Host: web",
            "",
            "POST / HTTP/1.1",
            "Host: web",
            "Transfer-Encoding: chunked",
            "",
            "1",
            "x",
            "0",
            "",
            "GET / HTTP/1.1",
            "Host: web",
            "Upgrade: x",
            "",
            "\u0003");
    serve(c -> {
      assertThat(c.read(requests.length())).isEqualTo(requests);
      for (int i = 0; i < answers.length(); i++) {
        c.write(answers.substring(i, i + 1));
      }
    });
    Connection client = connect();

    client.write(requests);

    assertThat(client.read(answers.length())).isEqualTo(answers);
  }
}
