package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.container.network.Opening;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The Ingress on the wire: what clients send and get, byte by byte. */
class IngressTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final ServiceListeners.Gate NO_NETWORK =
      new ServiceListeners.Gate() {
        @Override
        public void open(List<Opening> openings) {}

        @Override
        public void close(List<Opening> openings) {}
      };

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private ObjectStore store;
  private Cluster cluster;
  private Traffic traffic;
  private int port;

  @BeforeEach
  void start() {
    store = ObjectStore.open(directory.resolve("kubernetes.db"));
    cluster =
        Cluster.open(
            store,
            new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1)));
    traffic = new Traffic();
    open.add(cluster);
    create(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
         "spec":{"clusterIP":"None","ports":[{"port":80}]}}
        """);
    create(
        """
        {"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
         "metadata":{"name":"web","namespace":"default"},
         "spec":{"rules":[{"host":"web","http":{"paths":[{"path":"/","pathType":"Prefix",
          "backend":{"service":{"name":"web","port":{"number":80}}}}]}}]}}
        """);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void create(String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    KubeObject object = KubeObject.of(tree);
    cluster.create(
        ResourceType.of(object.groupVersionKind()).orElseThrow(), object, WriteOptions.by("test"));
  }

  /** Each server is one pod, at an address of its own on loopback. */
  private void serve(ScriptedServer... servers) {
    for (int i = 0; i < servers.length; i++) {
      open.add(servers[i]);
      backend(i, servers[i].port());
    }
    Proxies proxies = Proxies.start(cluster, NO_NETWORK, traffic, ProxySettings.onPort(0));
    open.add(proxies);
    port = proxies.ingressPort();
  }

  private void backend(int index, int backendPort) {
    LoopbackPods.write(store, "web", "web-" + index, "TCP", backendPort);
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** Sends text and returns everything until the proxy closes or has nothing more to say. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Test
  void passesRequestsOnWithWhoSentThem() throws Exception {
    var heads = new CopyOnWriteArrayList<String>();
    serve(
        new ScriptedServer(c -> {
          heads.add(c.readHead());
          c.write(OK);
        }));

    String answer =
        exchange(
            head(
                "GET /a?b=c HTTP/1.1",
                "Host: web:99",
                "X-Forwarded-For: 6.6.6.6",
                "Connection: X-Hop",
                "X-Hop: 1",
                "X-End: 2"));

    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
    assertThat(heads.getFirst())
        .startsWith("GET /a?b=c HTTP/1.1\r\n")
        .contains("Host: web:99\r\n", "X-End: 2\r\n", "X-Forwarded-For: 127.0.0.1\r\n")
        .contains("X-Forwarded-Proto: http\r\n", "X-Forwarded-Host: web:99\r\n")
        .doesNotContain("6.6.6.6", "X-Hop");
  }

  @Test
  void aHostInTheTargetIsTheHost() throws Exception {
    var heads = new CopyOnWriteArrayList<String>();
    serve(
        new ScriptedServer(c -> {
          heads.add(c.readHead());
          c.write(OK);
        }));

    exchange(head("GET http://web:81/a HTTP/1.1", "Host: other"));

    assertThat(heads.getFirst())
        .startsWith("GET /a HTTP/1.1\r\n")
        .contains("Host: web:81\r\n", "X-Forwarded-Host: web:81\r\n")
        .doesNotContain("other");
  }

  /** As scripts around {@code nc} do. */
  @Test
  void answersMayEndTheirLinesWithoutCarriageReturns() throws Exception {
    serve(
        new ScriptedServer(c -> {
          c.readHead();
          c.write("HTTP/1.1 200 OK\nContent-Type: text/plain\n\nok");
        }));

    String answer = exchange(head("GET / HTTP/1.0", "Host: web"));

    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n")
        .endsWith("\r\n\r\nok");
  }

  @Test
  void whatConnectionNamesDoesNotTakeTheFramingAway() throws Exception {
    var heads = new CopyOnWriteArrayList<String>();
    serve(
        new ScriptedServer(c -> {
          heads.add(c.readHead());
          assertThat(c.read(3)).isEqualTo("abc");
          c.write("HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nok");
        }));

    String answer =
        exchange(
            head(
                    "POST / HTTP/1.1",
                    "Host: web",
                    "Connection: Content-Length, Host",
                    "Content-Length: 3")
                + "abc");

    assertThat(heads.getFirst()).contains("Content-Length: 3\r\n", "Host: web\r\n");
    assertThat(answer).contains("Content-Length: 2\r\n").endsWith("\r\n\r\nok");
  }

  /** Java's own client makes this offer with each of its first requests. */
  @Test
  void anOfferOfNewerHttpIsPassedOver() throws Exception {
    var heads = new CopyOnWriteArrayList<String>();
    serve(
        new ScriptedServer(c -> {
          heads.add(c.readHead());
          c.write(OK);
        }));

    exchange(
        head(
            "GET HTTPS://web HTTP/1.1",
            "Host: other",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAEAAEAA"));

    assertThat(heads.getFirst())
        .startsWith("GET / HTTP/1.1\r\n")
        .contains("Host: web\r\n")
        .doesNotContain("Upgrade", "HTTP2-Settings");
  }

  /** A connection that is closed while a body comes in takes the answer with it. */
  @Test
  void anAnswerBeforeTheEndOfABodyArrives() throws Exception {
    serve(
        new ScriptedServer(c -> {
          c.readHead();
          c.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
        }));
    try (Socket socket = connect()) {
      byte[] head =
          head("POST / HTTP/1.1", "Host: web", "Content-Length: 50000000").getBytes(ISO_8859_1);
      socket.getOutputStream().write(head);
      for (int i = 0; i < 20; i++) {
        socket.getOutputStream().write(new byte[100_000]);
      }
      socket.shutdownOutput();

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 401 ")
          .contains("Connection: close\r\n")
          .endsWith("no");
    }
  }

  @Test
  void trailersMustNotSayWhereAMessageEndsOrWhoSentIt() throws Exception {
    ScriptedServer server =
        new ScriptedServer(c -> {
          c.readHead();
          c.readHead();
        });
    serve(server);

    String answer =
        exchange(
            lines(
                "POST / HTTP/1.1",
                "Host: web",
                "Transfer-Encoding: chunked",
                "",
                "0",
                "X-Forwarded-For: 6.6.6.6",
                ""));

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("X-Forwarded-For comes too late");
  }

  @Test
  void answersPipelinedRequestsInOrderOnOneConnection() throws Exception {
    var count = new AtomicInteger();
    ScriptedServer server =
        new ScriptedServer(c -> {
          while (!c.readHead().isEmpty()) {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + count.incrementAndGet());
          }
        });
    serve(server);

    String answers = exchange(GET + GET + GET);

    assertThat(answers.replaceAll("(?s)HTTP/1.1 200 OK\r\n.*?\r\n\r\n", "")).isEqualTo("123");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void carriesChunkedBodiesBothWays() throws Exception {
    var bodies = new CopyOnWriteArrayList<String>();
    serve(
        new ScriptedServer(c -> {
          assertThat(c.readHead()).contains("Transfer-Encoding: chunked");
          bodies.add(c.read("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".length()));
          c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          c.write("4;x=y\r\nwxyz\r\n0\r\nTrailer: t\r\n\r\n");
        }));

    String answer =
        exchange(
            head("POST / HTTP/1.1", "Host: web", "Transfer-Encoding: chunked")
                + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

    assertThat(bodies).containsExactly("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assertThat(answer)
        .contains("Transfer-Encoding: chunked")
        .endsWith("4\r\nwxyz\r\n0\r\nTrailer: t\r\n\r\n");
  }

  @Test
  void oldClientsGetWholeBodiesWithoutChunks() throws Exception {
    serve(
        ScriptedServer.answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"));

    String answer = exchange("GET / HTTP/1.0\r\nHost: web\r\n\r\n");

    assertThat(answer).contains("Connection: close").endsWith("\r\n\r\nab");
    assertThat(answer).doesNotContain("chunked");
  }

  @Test
  void headAnswersHaveNoBody() throws Exception {
    serve(ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));

    String answers =
        exchange(head("HEAD / HTTP/1.1", "Host: web") + head("HEAD /2 HTTP/1.1", "Host: web"));

    assertThat(answers.split("Content-Length: 1000", -1)).hasSize(3);
    assertThat(answers).endsWith("\r\n\r\n");
  }

  @Test
  void relaysInterimAnswers() throws Exception {
    serve(
        new ScriptedServer(c -> {
          assertThat(c.readHead()).contains("Expect: 100-continue");
          c.write("HTTP/1.1 100 Continue\r\n\r\n");
          assertThat(c.read(4)).isEqualTo("body");
          c.write(OK);
        }));
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              head(
                      "POST / HTTP/1.1",
                      "Host: web",
                      "Content-Length: 4",
                      "Expect: 100-continue",
                      "Connection: close")
                  .getBytes(ISO_8859_1));
      byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
      assertThat(new String(interim, ISO_8859_1)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

      socket.getOutputStream().write("body".getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 200")
          .endsWith("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: web\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: web\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "GET / HTTP/1.1\r\nHost: web\r\nContent-Length: +3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: web\r\nContent-Length : 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\nHost: web\n\n",
        "GET / HTTP/1.1\r\nHost: web\r\n folded: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /a/../../b HTTP/1.1\r\nHost: web\r\n\r\n",
        "GET /%2e%2e/b HTTP/1.1\r\nHost: web\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: web\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: web\r\n\r\n"
      })
  void refusesWhatTwoReadersCouldUnderstandDifferently(String request) throws Exception {
    ScriptedServer server = ScriptedServer.answering(OK);
    serve(server);

    assertThat(exchange(request)).matches("(?s)HTTP/1.1 (400|501|505) .*Connection: close.*");
    assertThat(server.connections()).isZero();
  }

  @Test
  void refusesBrokenChunksAndDropsThePod() throws Exception {
    serve(
        new ScriptedServer(c -> {
          c.readHead();
          c.in().readAllBytes();
        }));

    assertThat(exchange("POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void asksAnotherPodWhenNothingCanHappenTwice() throws Exception {
    ScriptedServer silent = new ScriptedServer(ScriptedServer.Connection::readHead);
    ScriptedServer well = ScriptedServer.answering(OK);
    serve(silent, well);

    for (int i = 0; i < 10; i++) {
      assertThat(exchange(GET)).startsWith("HTTP/1.1 200");
    }
    assertThat(silent.connections()).isPositive();
  }

  @Test
  void neverRepeatsWhatCouldHappenTwice() throws Exception {
    var posts = new AtomicInteger();
    ScriptedServer silent =
        new ScriptedServer(c -> {
          if (!c.readHead().isEmpty()) {
            posts.incrementAndGet();
          }
        });
    serve(silent);
    backend(7, silent.port());

    String answer = exchange("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 2\r\n\r\nhi");

    assertThat(answer).startsWith("HTTP/1.1 502").contains("before it answered");
    assertThat(posts).hasValue(1);
  }

  @Test
  void breaksConnectionsWhoseAnswerIsNotWhole() throws Exception {
    serve(
        new ScriptedServer(c -> {
          c.readHead();
          c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
        }));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(GET.getBytes(ISO_8859_1));

      assertThat(readUntilBroken(socket)).doesNotContain("502").hasSizeLessThan(200);
    }
  }

  private static String readUntilBroken(Socket socket) {
    var text = new StringBuilder();
    try {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        text.append((char) b);
      }
    } catch (IOException e) {
      return text.toString();
    }
    throw new AssertionError("the connection ended in order after: " + text);
  }

  @Test
  void tunnelsWebSockets() throws Exception {
    serve(
        new ScriptedServer(c -> {
          assertThat(c.readHead()).contains("Upgrade: websocket", "Connection: Upgrade");
          c.write(
              head(
                  "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"));
          c.write("hello");
          c.write(c.read(4));
        }));
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              (head(
                          "GET / HTTP/1.1",
                          "Host: web",
                          "Connection: keep-alive, Upgrade",
                          "Upgrade: websocket")
                      + "ping")
                  .getBytes(ISO_8859_1));

      String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(all).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\nhelloping");
    }
  }

  /** An application says with a code of its own why it ends a session. */
  @Test
  void aWebSocketIsEndedByItsPodAlone() throws Exception {
    String switched =
        head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket");
    var stopped = new CountDownLatch(1);
    serve(
        new ScriptedServer(c -> {
          c.readHead();
          c.write(switched);
          stopped.await();
          c.write("1001");
        }));
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              head("GET / HTTP/1.1", "Host: web", "Connection: Upgrade", "Upgrade: websocket")
                  .getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readNBytes(switched.length())).hasSize(switched.length());

      assertThat(traffic.drain("127.0.0.1", Duration.ofSeconds(20)))
          .isEqualTo(Traffic.Drained.COMPLETELY);
      stopped.countDown();

      assertThat(socket.getInputStream().readAllBytes()).isEqualTo("1001".getBytes(ISO_8859_1));
    }
  }

  @Test
  void limitsBodiesAsTheIngressSays() throws Exception {
    cluster.edit(
        ResourceType.INGRESSES,
        new ObjectName("default", "web"),
        tree ->
            tree.withObject("/metadata/annotations")
                .put("nginx.ingress.kubernetes.io/proxy-body-size", "4")
                .put("nginx.ingress.kubernetes.io/rewrite-target", "/new"),
        WriteOptions.by("test"));
    var heads = new CopyOnWriteArrayList<String>();
    serve(
        new ScriptedServer(c -> {
          heads.add(c.readHead());
          c.read(4);
          c.write(OK);
        }));
    String post = "POST /x HTTP/1.1\r\nHost: web\r\nConnection: close\r\n";
    assertThat(exchange(post + "Content-Length: 4\r\n\r\nfour")).startsWith("HTTP/1.1 200 ");
    assertThat(heads.getFirst()).startsWith("POST /new HTTP/1.1\r\n");
    assertThat(exchange(post + "Content-Length: 5\r\n\r\nfives")).startsWith("HTTP/1.1 413 ");
    assertThat(exchange(post + "Transfer-Encoding: chunked\r\n\r\n5\r\nfives\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void saysWhyThereIsNoAnswer() throws Exception {
    serve();

    assertThat(exchange(GET))
        .startsWith("HTTP/1.1 503 Service Unavailable")
        .contains("Service default/web has no ready pod");
    assertThat(exchange("GET / HTTP/1.1\r\nHost: other\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .contains("no Ingress has a rule for other/");
  }

  @Test
  void drainingWaitsForTheLastAnswerAndTakesNoNewRequests() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    serve(
        new ScriptedServer(c -> {
          c.readHead();
          asked.countDown();
          answer.await();
          c.write(OK);
        }));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(GET.getBytes(ISO_8859_1));
      asked.await();
      assertThat(traffic.drain("127.0.0.1", Duration.ofMillis(50)))
          .isEqualTo(Traffic.Drained.OUT_OF_TIME);
      assertThat(exchange(GET)).startsWith("HTTP/1.1 503");

      answer.countDown();

      assertThat(traffic.drain("127.0.0.1", Duration.ofSeconds(10)))
          .isEqualTo(Traffic.Drained.COMPLETELY);
      await().until(() -> socket.getInputStream().available() > 0);
    }
  }

  /** The lines as HTTP ends them, with an empty one behind them. */
  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }
}
