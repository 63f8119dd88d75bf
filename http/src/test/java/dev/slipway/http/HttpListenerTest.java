package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpListenerTest {
  private static final Authenticator BEARER =
      request -> {
        var header = request.header("Authorization");
        if (header.isEmpty()) {
          return Principal.ANONYMOUS;
        }
        if (!header.get().equals("Bearer good") && !header.get().equals("Bearer weak")) {
          throw new HttpException(401, "unknown token");
        }
        return new Principal(header.get().substring(7), Set.of());
      };
  private static final Authorizer GOOD_ONLY =
      (principal, permission) ->
          principal.name().equals("good")
              ? new Authorizer.Decision.Allowed("it is good")
              : new Authorizer.Decision.Denied(
                  principal.name() + " may not " + permission.action());

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpListener listener = start(List.of());

  @AfterEach
  void stop() {
    listener.close();
    client.close();
  }

  private static HttpListener start(List<Route> routes) {
    var all =
        new RouteSet(
            "test",
            routes,
            (request, status, failure) -> Response.text(status, "error: " + failure.getMessage()),
            request -> "Bearer realm=\"test\"");
    return HttpListener.start(
        new HttpListener.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
        BEARER,
        GOOD_ONLY,
        List.of(all));
  }

  private void serve(Route... routes) {
    listener.close();
    listener = start(List.of(routes));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + listener.address().getPort() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  @Test
  void handsParametersQueriesAndBodyToTheHandler() {
    serve(
        Route.anonymous(
            Method.PUT,
            "/v2/{name...}/blobs/{digest}",
            "test",
            request ->
                Response.text(
                    201,
                    request.parameter("name")
                        + "|"
                        + request.parameter("digest")
                        + "|"
                        + request.queries("tag")
                        + "|"
                        + new String(request.body().readAllBytes(), StandardCharsets.UTF_8))));

    var response =
        send(
            HttpRequest.newBuilder(uri("/v2/a/b%20c/blobs/sha256:x?tag=1&tag=%2F2"))
                .PUT(BodyPublishers.ofString("body")));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body()).isEqualTo("a/b c|sha256:x|[1, /2]|body");
  }

  @Test
  void encodedSlashesAreNoPartOfNamesUnlessASetTakesThem() {
    serve(Route.anonymous(Method.GET, "/a/{x}", "test", r -> Response.text(200, "served")));
    assertThat(get("/a/b%2Fc").statusCode()).isEqualTo(400);
    assertThat(get("/a/b%252Fc").body()).isEqualTo("served");
  }

  @Test
  void literalSegmentsBeatParameters() {
    serve(
        Route.anonymous(Method.GET, "/a/{x}", "test", r -> Response.text(200, "parameter")),
        Route.anonymous(Method.GET, "/a/b", "test", r -> Response.text(200, "literal")),
        Route.anonymous(Method.GET, "/a/{x...}", "test", r -> Response.text(200, "rest")));

    assertThat(get("/a/b").body()).isEqualTo("literal");
    assertThat(get("/a/c").body()).isEqualTo("parameter");
    assertThat(get("/a/c/d").body()).isEqualTo("rest");
  }

  @Test
  void twoRoutesOfOneShapeAreAnError() {
    assertThatThrownBy(() ->
            start(
                List.of(
                    Route.anonymous(Method.GET, "/a/{x}", "test", r -> Response.empty(200)),
                    Route.anonymous(Method.GET, "/a/{y}", "test", r -> Response.empty(200)))))
        .hasMessageContaining("GET /a/{y}");
  }

  @Test
  void unknownPathsAndMethodsAreSaidInTheRoomsOwnFormat() {
    serve(Route.anonymous(Method.GET, "/a", "test", r -> Response.empty(200)));

    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/nothing").body()).isEqualTo("error: no such path: /nothing");
    var wrong = send(HttpRequest.newBuilder(uri("/a")).DELETE());
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void nobodyIsChallengedAndSomebodyWithoutTheRightIsRefused() {
    serve(
        Route.of(
            Method.GET, "/secret", r -> new Permission("look", "at/it"), r -> Response.empty(204)));

    var nobody = get("/secret");
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"test\"");
    var weak = send(HttpRequest.newBuilder(uri("/secret")).header("Authorization", "Bearer weak"));
    assertThat(weak.statusCode()).isEqualTo(403);
    assertThat(weak.body()).contains("weak may not look");
    var wrong = send(HttpRequest.newBuilder(uri("/secret")).header("Authorization", "Bearer bad"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    var good = send(HttpRequest.newBuilder(uri("/secret")).header("Authorization", "Bearer good"));
    assertThat(good.statusCode()).isEqualTo(204);
  }

  @Test
  void headOfAFileRangeHasItsLengthAndNoBody(@TempDir Path directory) throws Exception {
    Path file =
        Files.write(directory.resolve("blob"), "0123456789".getBytes(StandardCharsets.UTF_8));
    serve(
        Route.anonymous(
            Method.GET,
            "/blob",
            "test",
            r -> new Response.FileRange(206, Headers.NONE, file, 2, 5)));

    assertThat(get("/blob").body()).isEqualTo("23456");
    var head = send(HttpRequest.newBuilder(uri("/blob")).HEAD());
    assertThat(head.headers().firstValue("Content-Length")).contains("5");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aStreamReachesTheClientWhileItIsStillOpen() throws Exception {
    var finish = new CountDownLatch(1);
    serve(
        Route.anonymous(
            Method.GET,
            "/stream",
            "test",
            r ->
                new Response.Streaming(
                    200,
                    Headers.NONE,
                    out -> {
                      out.write("first\n".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      try {
                        finish.await();
                      } catch (InterruptedException e) {
                        throw new IOException(e);
                      }
                      out.write("last\n".getBytes(StandardCharsets.UTF_8));
                    })));

    var response =
        client.send(HttpRequest.newBuilder(uri("/stream")).build(), BodyHandlers.ofLines());
    var lines = response.body().iterator();
    assertThat(lines.next()).isEqualTo("first");
    finish.countDown();
    assertThat(lines.next()).isEqualTo("last");
  }

  @Test
  void aWebSocketSpeaksItsSubprotocolBothWays() throws Exception {
    serve(
        Route.anonymous(
            Method.GET,
            "/socket",
            "test",
            r ->
                new Response.WebSocket(
                    "v5.channel.k8s.io",
                    connection -> {
                      for (var m = connection.receive(); m.isPresent(); m = connection.receive()) {
                        connection.send(m.get());
                      }
                    })));

    var echoed = new CompletableFuture<String>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .subprotocols("v5.channel.k8s.io")
            .buildAsync(
                URI.create("ws" + uri("/socket").toString().substring(4)),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onBinary(
                      WebSocket webSocket, ByteBuffer data, boolean last) {
                    echoed.complete(StandardCharsets.UTF_8.decode(data).toString());
                    return WebSocket.Listener.super.onBinary(webSocket, data, last);
                  }
                })
            .get();
    assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
    socket.sendBinary(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), true).get();
    assertThat(echoed.get()).isEqualTo("hello");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
  }

  @Test
  void aTakenPortNamesItsOwner() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      assertThatThrownBy(() ->
              HttpListener.start(
                  new HttpListener.Settings(address, Optional.empty()),
                  BEARER,
                  GOOD_ONLY,
                  List.of(
                      new RouteSet("test", List.of(), (q, s, f) -> Response.empty(s), q -> ""))))
          .isInstanceOf(SlipwayException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void servesTheSameRoutesOnSocketsOpenedElsewhere() throws Exception {
    try (var socket = ServerSocketChannel.open()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = socket.socket().getLocalPort();
      var additional = listener.serveAlso(socket);
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/no-such-path")).build();

      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);

      additional.close();
      assertThat(socket.isOpen()).isFalse();
      assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  /** Speaks HTTP/1.1 by hand and returns all that comes until the connection ends. */
  private String converse(CountDownLatch asked, String first, String then) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
      socket.getOutputStream().write(first.getBytes(StandardCharsets.UTF_8));
      asked.await();
      socket.getOutputStream().write(then.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aConnectionOutlivesARefusalWhoseBodyCameLate() throws Exception {
    var asked = new CountDownLatch(1);
    serve(
        Route.of(
            Method.POST,
            "/secret",
            r -> {
              asked.countDown();
              return new Permission("look", "at/it");
            },
            r -> Response.empty(204)));

    assertThat(
            converse(
                asked,
                "POST /secret HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n",
                "{}GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .containsSubsequence("HTTP/1.1 401", "HTTP/1.1 404", "Connection: close");
  }

  @Test
  void whoseBodyNobodyWaitsForIsToldThatTheConnectionEnds() throws Exception {
    serve(Route.anonymous(Method.POST, "/a", "test", r -> Response.text(413, "too much")));

    assertThat(
            converse(
                new CountDownLatch(0),
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n",
                "x"))
        .startsWith("HTTP/1.1 413")
        .containsIgnoringCase("Connection: close")
        .endsWith("too much");
  }
}
