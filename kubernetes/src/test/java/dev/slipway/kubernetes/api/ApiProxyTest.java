package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP to servers in pods, by way of the API. */
class ApiProxyTest {
  private static final String PODS = "/api/v1/namespaces/default/pods/";
  private static final String SERVICES = "/api/v1/namespaces/default/services/";

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private TestApi api;
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", ApiProxyTest::echo);
    server.createContext(
        "/away",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/there?x=1");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    port = server.getAddress().getPort();
    api = TestApi.start(directory, new EchoNode(), Optional.empty());
    createPod(port);
    createService();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    api.close();
    server.stop(0);
  }

  /** Tells what it was asked, in pieces. */
  private static void echo(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    var headers = exchange.getRequestHeaders();
    exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
    exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? 409 : 200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      String text =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI().toASCIIString()
              + " auth="
              + headers.getFirst("Authorization")
              + " as="
              + headers.getFirst("Impersonate-User")
              + " mine="
              + headers.getFirst("X-Mine")
              + " uri="
              + headers.getFirst("X-Forwarded-Uri")
              + " body="
              + body.length;
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void createPod(int containerPort) {
    api.cluster()
        .create(
            ResourceType.PODS,
            KubeObject.create(
                ResourceType.PODS.groupVersionKind(),
                new ObjectName("default", "web"),
                tree -> {
                  var container = tree.withObject("/spec").putArray("containers").addObject();
                  container.put("name", "c").put("image", "i:1");
                  container
                      .putArray("ports")
                      .addObject()
                      .put("name", "http")
                      .put("containerPort", containerPort);
                }),
            WriteOptions.by("test"));
  }

  private void createService() {
    String service =
        """
        {"metadata":{"name":"web"},"spec":{"selector":{"a":"b"},
         "ports":[{"name":"http","port":80,"targetPort":"http"}]}}\
        """;
    String slice =
        """
        {"metadata":{"name":"web-1","labels":{"kubernetes.io/service-name":"web"}},
         "addressType":"IPv4","ports":[{"name":"http","port":%d,"protocol":"TCP"}],
         "endpoints":[{"addresses":["10.0.0.9"],"conditions":{"ready":false},
           "targetRef":{"kind":"Pod","name":"gone","namespace":"default"}},
          {"addresses":["10.0.0.8"],"conditions":{"ready":true},
           "targetRef":{"kind":"Pod","name":"web","namespace":"default"}}]}\
        """
            .formatted(port);
    api.send("POST", SERVICES, "application/json", service, "*/*");
    api.send(
        "POST",
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        "application/json",
        slice,
        "*/*");
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
            .method(
                method,
                method.equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(new byte[200_000]));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aServerInAPodIsAskedWithoutTheCredentialsOfTheApi() throws Exception {
    var answer =
        send(
            "GET",
            PODS + "web:" + port + "/proxy/a%2Db/c%3Fd?x=1&y=%20",
            "Authorization",
            "Bearer secret",
            "X-Mine",
            "yes");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "GET /a%2Db/c%3Fd?x=1&y=%20 auth=null as=null mine=yes uri="
                + PODS
                + "web:"
                + port
                + "/proxy/a%2Db/c%3Fd body=0");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void bodiesOfAnyMethodAreHandedOn() throws Exception {
    assertThat(send("POST", PODS + "web/proxy/").body()).startsWith("POST / ").endsWith("=200000");
    var refused = send("PUT", PODS + "http:web:http/proxy/x");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).startsWith("PUT /x ");
    assertThat(send("DELETE", PODS + "web/proxy/x").body()).startsWith("DELETE /x ");
  }

  @Test
  void aServiceLeadsToItsReadyPods() throws Exception {
    for (String name : new String[] {"web:80", "web:http", "http:web:http"}) {
      assertThat(send("GET", SERVICES + name + "/proxy/x").body()).as(name).startsWith("GET /x ");
    }
    var missing = send("GET", SERVICES + "web:81/proxy/");
    assertThat(missing.statusCode()).isEqualTo(503);
    assertThat(missing.body()).contains("no service port 81 found for service \\\"web\\\"");
    assertThat(send("GET", SERVICES + "web/proxy/").body())
        .contains("\"reason\":\"ServiceUnavailable\"")
        .contains("no endpoints available for service \\\"web\\\"");
    assertThat(send("GET", SERVICES + "ftp:web:80/proxy/").statusCode()).isEqualTo(400);
    assertThat(send("GET", SERVICES + "none:80/proxy/").statusCode()).isEqualTo(404);
  }

  @Test
  void placesOfTheServerAreGivenAsPlacesOfTheApi() throws Exception {
    var root = send("GET", SERVICES + "web:80/proxy?q=1");
    assertThat(root.statusCode()).isEqualTo(301);
    assertThat(root.headers().firstValue("Location")).contains(SERVICES + "web:80/proxy/?q=1");
    var away = send("GET", SERVICES + "web:80/proxy/away");
    assertThat(away.statusCode()).isEqualTo(302);
    assertThat(away.headers().firstValue("Location")).contains(SERVICES + "web:80/proxy/there?x=1");
  }

  @Test
  void whatCannotBeReachedIsSaid() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    var refused = send("GET", PODS + "web:" + closed + "/proxy/");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("error trying to reach service");
    assertThat(send("GET", PODS + "web:nosuch/proxy/").statusCode()).isEqualTo(400);
  }

  @Test
  void aNodeTellsWhatAKubeletWould() throws Exception {
    var name = ObjectName.cluster("n");
    api.cluster()
        .create(
            ResourceType.NODES,
            KubeObject.create(ResourceType.NODES.groupVersionKind(), name, tree -> {}),
            WriteOptions.by("test"));
    api.cluster()
        .edit(
            ResourceType.PODS,
            new ObjectName("default", "web"),
            tree -> tree.withObject("/spec").put("nodeName", "n"),
            WriteOptions.by("test"));
    String node = "/api/v1/nodes/https:n:10250/proxy/";
    assertThat(send("GET", node + "healthz").body()).isEqualTo("ok");
    assertThat(send("GET", node + "pods").body())
        .contains("\"kind\":\"PodList\"", "\"name\":\"web\"");
    assertThat(send("GET", "/api/v1/nodes/n/proxy/stats/summary?only_cpu_and_memory=true").body())
        .contains("\"nodeName\":\"n\"", "\"pods\":[]", "\"usageNanoCores\":0");
    assertThat(send("GET", node + "metrics/resource").body())
        .contains("# TYPE container_cpu_usage_seconds_total counter")
        .contains("node_memory_working_set_bytes 0 ");
    assertThat(send("GET", node + "containerLogs/default/web/x").body())
        .contains("container x is not valid for pod web");
    assertThat(send("GET", node + "configz").body())
        .contains("answers healthz, metrics/resource", "configz");
    assertThat(send("GET", node + "stats/container").body()).contains("not /stats/container");
    assertThat(send("POST", node + "run/default/web/c").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/api/v1/nodes/m/proxy/healthz").statusCode()).isEqualTo(404);
  }

  @Test
  void anAnswerThatBreaksOffBreaksOffForTheClient() throws Exception {
    var head = new AtomicReference<String>("");
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> answerOnce(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", head));
      String path = PODS + "web:" + socket.getLocalPort() + "/proxy/";
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> send("GET", path)))
          .isInstanceOf(IOException.class);
      assertThat(head.get()).contains("GET / HTTP/1.1\r\n").contains("Connection: close\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade",
        "200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 3"
      })
  void whatNobodyAskedForIsNoAnswer(String answer) throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String whole = "HTTP/1.1 " + answer + "\r\n\r\nabc";
      Thread.ofVirtual().start(() -> answerOnce(socket, whole, new AtomicReference<>("")));
      var response = send("GET", PODS + "web:" + socket.getLocalPort() + "/proxy/");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("error trying to reach service");
    }
  }

  private static void answerOnce(
      ServerSocket server, String answer, AtomicReference<String> request) {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      request.set(head.toString());
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void connectionsAreUpgraded() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> WebSocketEcho.serveOnce(socket));
      var received = new CompletableFuture<String>();
      WebSocket connection =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create(
                      "ws://127.0.0.1:"
                          + api.port()
                          + PODS
                          + "web:"
                          + socket.getLocalPort()
                          + "/proxy/ws"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket webSocket, CharSequence data, boolean last) {
                      received.complete(data.toString());
                      return WebSocket.Listener.super.onText(webSocket, data, last);
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      connection.sendText("hello", true).get(10, TimeUnit.SECONDS);
      assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
      connection.abort();
    }
  }
}
