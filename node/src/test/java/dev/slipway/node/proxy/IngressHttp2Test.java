package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Json;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** HTTP/2 on the Ingress, with curl and Node.js as clients and Node.js as a pod. */
class IngressHttp2Test {
  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  /** All requests go to one pod. */
  private record To(Backend backend, Protocol protocol) implements Upstreams {
    @Override
    public Choice route(RequestHead request) {
      var service = new ObjectName("default", "web");
      return new Choice.To(new Route(service, "", protocol, Terms.USUAL, request.originForm()));
    }

    @Override
    public Optional<Backend> next(Route route, Set<Backend> tried) {
      return tried.isEmpty() ? Optional.of(backend) : Optional.empty();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private int ingress(int pod, Upstreams.Protocol protocol) throws Exception {
    IngressCertificates certificates = certificates();
    var listener =
        IngressListener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new To(new Backend("127.0.0.1", pod, ""), protocol),
            new Traffic(),
            () -> certificates,
            new AccessStatistics(Clock.systemUTC()));
    open.add(listener);
    return listener.port();
  }

  private IngressCertificates certificates() throws Exception {
    Path key = directory.resolve("key");
    Path file = directory.resolve("certificate");
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        key.toString(),
        "-subj",
        "/CN=web",
        "-days",
        "2",
        "-out",
        file.toString());
    KubeObject secret =
        KubeObject.create(
            ResourceType.SECRETS.groupVersionKind(),
            new ObjectName("default", "web"),
            tree -> {
              tree.put("type", "kubernetes.io/tls");
              tree.putObject("data").put("tls.crt", base64(file)).put("tls.key", base64(key));
            });
    KubeObject ingress =
        KubeObject.create(
            ResourceType.INGRESSES.groupVersionKind(),
            new ObjectName("default", "web"),
            tree -> tree.withObject("/spec").putArray("tls").addObject().put("secretName", "web"));
    return IngressCertificates.of(
        List.of(ingress), name -> Optional.of(secret), (where, why) -> assertThat(why).isEmpty());
  }

  private static String base64(Path file) {
    try {
      return java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Sends every body back, and says how it came. */
  private int echo() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          var headers = exchange.getRequestHeaders();
          exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
          exchange.getResponseHeaders().add("X-Proto", headers.getFirst("X-Forwarded-Proto"));
          exchange
              .getResponseHeaders()
              .add("X-Cookie", headers.getOrDefault("Cookie", List.of()) + "");
          boolean empty = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(200, empty ? -1 : 0);
          if (!empty) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    open.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  private static String run(String... command) throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", command[0])), "needs " + command[0]);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"http, --http2-prior-knowledge, 2", "https, --http2, 2", "https, --http1.1, 1.1"})
  void curlGetsWhatAPodOfHttp1Answers(String scheme, String how, String version) throws Exception {
    int port = ingress(echo(), Upstreams.Protocol.HTTP1);
    byte[] sent = new byte[700_000];
    Arrays.fill(sent, (byte) 'x');
    Path body = Files.write(directory.resolve("body"), sent);
    Path back = directory.resolve("back");
    String url = scheme + "://127.0.0.1:" + port + "/";
    String head =
        run(
            "curl",
            "-sSk",
            how,
            "-H",
            "Cookie: a=1; b=2",
            "--data-binary",
            "@" + body,
            "-o",
            back.toString(),
            "-D",
            "-",
            "-w",
            "version=%{http_version}",
            url);
    assertThat(head)
        .contains("version=" + version)
        .containsIgnoringCase("x-method: POST")
        .containsIgnoringCase("x-proto: " + scheme)
        .containsIgnoringCase("x-cookie: [a=1; b=2]");
    assertThat(back).hasBinaryContent(sent);
    assertThat(run("curl", "-sSk", how, "-I", url)).containsIgnoringCase("x-method: HEAD");
  }

  private BufferedReader said = new BufferedReader(Reader.nullReader());

  private int nodePod() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "needs node");
    Process server = new ProcessBuilder("node", script(), "serve").start();
    open.add(() -> server.destroyForcibly().waitFor());
    said = server.inputReader();
    return Integer.parseInt(said.readLine());
  }

  private static String script() {
    return Path.of(
            java.net.URI.create(String.valueOf(IngressHttp2Test.class.getResource("http2.mjs"))))
        .toString();
  }

  private static JsonNode talk(String url, String path) throws Exception {
    return Json.parse(run("node", script(), "talk", url, path).strip().getBytes(UTF_8), "node");
  }

  @Test
  void aCallGoesBothWaysAtOnceAndEndsWithTrailers() throws Exception {
    int port = ingress(nodePod(), Upstreams.Protocol.HTTP2);
    for (String scheme : List.of("http", "https")) {
      JsonNode seen = talk(scheme + "://127.0.0.1:" + port, "/call");
      assertThat(seen.toString())
          .isEqualTo(
              "{\"pieces\":[\"first\",\"second\"],\"status\":200,\"te\":\"trailers\",\"from\":\""
                  + scheme
                  + "\",\"grpc\":\"0\"}");
    }
    assertThat(talk("http://127.0.0.1:" + port, "/refused").path("grpc").asString(""))
        .isEqualTo("12");
  }

  @Test
  void aPodHearsThatItsClientHasLeft() throws Exception {
    int port = ingress(nodePod(), Upstreams.Protocol.HTTP2);
    assertThat(talk("http://127.0.0.1:" + port, "/forever").path("pieces").toString())
        .contains("begun");
    assertThat(said.readLine()).startsWith("left ");
  }

  @Test
  void aPodOfHttp2ServesClientsOfHttp1() throws Exception {
    int port = ingress(nodePod(), Upstreams.Protocol.HTTP2);
    String answer =
        run("curl", "-sS", "-i", "--http1.1", "-d", "hello", "http://127.0.0.1:" + port + "/call");
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("Transfer-Encoding: chunked")
        .contains("hello");
  }

  @Test
  void aPodThatDoesNotAcceptIsAnAnswerToo() throws Exception {
    int port = ingress(1, Upstreams.Protocol.HTTP2);
    assertThat(
            run("curl", "-sS", "-i", "--http2-prior-knowledge", "http://127.0.0.1:" + port + "/"))
        .startsWith("HTTP/2 502")
        .contains("does not accept");
  }

  /** A frame of type, flags and stream 1. */
  private static byte[] frame(int type, int flags, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length});
    out.writeBytes(new byte[] {(byte) type, (byte) flags, 0, 0, 0, 1});
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] literals(String... pairs) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      out.write(0);
      out.write(pairs[i].length());
      out.writeBytes(pairs[i].getBytes(US_ASCII));
      out.write(pairs[i + 1].length());
      out.writeBytes(pairs[i + 1].getBytes(US_ASCII));
    }
    return out.toByteArray();
  }

  /** Sends frames and returns the type of the first frame about the stream, or of a farewell. */
  private static int reaction(int port, byte[]... frames) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      for (byte[] frame : frames) {
        out.write(frame);
      }
      var in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        in.skipNBytes(length);
        if (type == 7 || (stream == 1 && type != 8)) {
          return type;
        }
      }
    }
  }

  private static final String[] GET = {
    ":method", "GET", ":scheme", "http", ":authority", "web", ":path", "/"
  };

  private static byte[] head(int flags, String... more) {
    var all = new ArrayList<>(List.of(GET));
    all.addAll(List.of(more));
    return frame(1, flags, literals(all.toArray(String[]::new)));
  }

  private static byte[] elsewhere() {
    return frame(
        1,
        5,
        literals(
            ":method", "GET", ":scheme", "http", ":authority", "web", ":path", "http://other/"));
  }

  @Test
  void malformedRequestsAreRefusedAndNeverReachThePod() throws Exception {
    var reached = new CopyOnWriteArrayList<String>();
    var pod =
        new ScriptedServer(c -> {
          String request = c.readHead();
          if (!request.isEmpty()) {
            reached.add(request);
          }
          c.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
    open.add(pod);
    int port = ingress(pod.port(), Upstreams.Protocol.HTTP1);
    int headers = 1;
    int farewell = 7;
    // Answered with 400: a head of the answer's comes back.
    assertThat(reaction(port, head(5, "connection", "close"))).isEqualTo(headers);
    assertThat(reaction(port, head(5, "te", "gzip"))).isEqualTo(headers);
    assertThat(reaction(port, head(5, "Upper", "x"))).isEqualTo(headers);
    assertThat(reaction(port, head(5, ":path", "/twice"))).isEqualTo(headers);
    assertThat(reaction(port, elsewhere())).isEqualTo(headers);
    assertThat(reaction(port, head(5, "a", "x\r\nb: y"))).isEqualTo(headers);
    assertThat(reaction(port, head(5, "host", "other"))).isEqualTo(headers);
    assertThat(reaction(port, head(5, "content-length", "3"))).isEqualTo(headers);
    assertThat(reaction(port, head(5, "transfer-encoding", "chunked"))).isEqualTo(headers);
    // The connection cannot go on.
    assertThat(reaction(port, head(1), head(4))).isEqualTo(farewell);
    assertThat(reaction(port, frame(0, 0, new byte[1]))).isEqualTo(farewell);
    assertThat(reaction(port, frame(1, 5, new byte[] {(byte) 0xff}))).isEqualTo(farewell);
    assertThat(reaction(port, frame(9, 4, new byte[0]))).isEqualTo(farewell);
    assertThat(reaction(port, head(5), head(5))).isIn(headers, farewell);
    assertThat(reached).hasSizeLessThan(2).allMatch(r -> r.startsWith("GET / HTTP/1.1\r\n"));
    // More of a body than it says: the pod's request is broken off, not filled with the rest.
    byte[] rest = "GET /smuggled HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(US_ASCII);
    assertThat(reaction(port, head(4, "content-length", "3"), frame(0, 1, rest)))
        .isEqualTo(headers);
    assertThat(reached).noneMatch(r -> r.contains("smuggled"));
  }
}
