package dev.slipway.kubernetes.proxy;

import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.message.Bodies;
import dev.slipway.http.message.Body;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One request handed on to a server in a pod, over a connection of its own. */
public final class Exchange {
  /** What is between two hops, and what says who asks: a pod gets no credentials of the API. */
  private static final Set<String> NOT_HANDED_ON =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "expect",
          "http2-settings",
          "content-length",
          "authorization");

  private static final int BUFFER = 32 << 10;

  private final Socket socket;
  private final Request request;
  private final Place place;

  /**
   * Where the server is in the API.
   *
   * @param prefix the path that stands for the server's root, without a slash at its end
   * @param target what the server is asked for: path and query, as the client wrote it
   */
  public record Place(String prefix, String target) {}

  private Exchange(Socket socket, Request request, Place place) {
    this.socket = socket;
    this.request = request;
    this.place = place;
  }

  /**
   * Asks the server at the other end of {@code socket}, which is closed with the answer's end.
   *
   * @throws IOException when no answer comes
   */
  public static Response send(Socket socket, Request request, Place place) throws IOException {
    try {
      return new Exchange(socket, request, place).send();
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** As {@link #send} over TLS, to the server named {@code host}. */
  public static Response sendSecurely(Socket socket, String host, Request request, Place place)
      throws IOException {
    Socket secure;
    try {
      secure = AnyCertificate.over(socket, host, socket.getPort());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return send(secure, request, place);
  }

  private Response send() throws IOException {
    var wire = new Wire(socket);
    String upgrade = upgrade(request);
    wire.out().write(head(upgrade).getBytes(StandardCharsets.ISO_8859_1));
    wire.out().flush();
    var upload = new Upload(request, socket, isChunked());
    try {
      return answer(wire, upgrade, upload);
    } catch (HttpProblem e) {
      socket.close();
      upload.end();
      throw new IOException(e.reason(), e);
    } catch (IOException e) {
      socket.close();
      upload.end();
      throw e;
    }
  }

  private Response answer(Wire wire, String upgrade, Upload upload)
      throws IOException, HttpProblem {
    ResponseHead head = finalHead(wire);
    Headers headers = handedBack(head.fields());
    if (head.status() == 101 && upgrade.isEmpty()) {
      throw new IOException("the server goes on with another protocol, which nobody asked for");
    }
    if (head.status() == 101) {
      upload.end();
      return new Response.Upgrade(
          head.fields().first("Upgrade").orElse(upgrade),
          headers,
          (in, client) -> tunnel(wire.in(), in, client));
    }
    Framing framing = Framing.ofResponse(request.method().toString(), head.status(), head.fields());
    if (framing instanceof Framing.None) {
      socket.close();
      upload.end();
      return new Response.Streaming(head.status(), headers, nothing -> {});
    }
    Body body = Bodies.of(framing, wire);
    return new Response.Streaming(head.status(), headers, client -> copy(body, client, upload));
  }

  /** The next answer's head, past those that only announce another. */
  private static ResponseHead finalHead(Wire wire) throws IOException, HttpProblem {
    while (true) {
      ResponseHead head =
          ResponseHead.parse(wire.readHead().orElseThrow(() -> new EOFException("EOF")));
      if (!head.isInterim()) {
        return head;
      }
    }
  }

  /** What the client wants to go on with; a newer HTTP is between it and this process alone. */
  private static String upgrade(Request request) {
    return request.header("Upgrade").filter(u -> !u.equalsIgnoreCase("h2c")).orElse("");
  }

  /** Whether something is sent whose length is not known before. */
  private boolean isChunked() {
    boolean announced =
        request.header("Transfer-Encoding").isPresent()
            || (request.method() != Method.GET && request.method() != Method.HEAD);
    return request.bodyLength().isEmpty() && announced;
  }

  private String head(String upgrade) {
    var lines = new StringBuilder();
    lines.append(request.method()).append(' ').append(place.target()).append(" HTTP/1.1\r\n");
    line(lines, "Host", request.authority());
    var unwanted = new HashSet<>(NOT_HANDED_ON);
    for (String named : request.headers("Connection")) {
      unwanted.add(named.toLowerCase(Locale.ROOT));
    }
    for (Map.Entry<String, String> header : request.headers().entries()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!unwanted.contains(name) && !name.startsWith("impersonate-")) {
        line(lines, header.getKey(), header.getValue());
      }
    }
    forwarded(lines);
    if (isChunked()) {
      line(lines, "Transfer-Encoding", "chunked");
    } else {
      request.bodyLength().ifPresent(n -> line(lines, "Content-Length", Long.toString(n)));
    }
    line(lines, "Connection", upgrade.isEmpty() ? "close" : "Upgrade");
    if (!upgrade.isEmpty()) {
      line(lines, "Upgrade", upgrade);
    }
    return lines.append("\r\n").toString();
  }

  private void forwarded(StringBuilder lines) {
    line(lines, "X-Forwarded-For", request.peer());
    line(lines, "X-Forwarded-Host", request.authority());
    line(lines, "X-Forwarded-Proto", request.isSecure() ? "https" : "http");
    String path = request.target();
    int query = path.indexOf('?');
    line(lines, "X-Forwarded-Uri", query < 0 ? path : path.substring(0, query));
  }

  private static void line(StringBuilder lines, String name, String value) {
    lines.append(name).append(": ").append(value).append("\r\n");
  }

  /** A server's own root is a place in the API for the client. */
  private Headers handedBack(Fields fields) {
    Headers headers = Headers.NONE;
    for (Fields.Field field : fields.endToEnd().all()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      // The API has a date of its own, and says itself who may read what it answers.
      if (!name.equals("date") && !name.startsWith("access-control-allow-")) {
        String value = field.value();
        headers = headers.with(field.name(), name.equals("location") ? location(value) : value);
      }
    }
    return headers;
  }

  private String location(String value) {
    String own = (request.isSecure() ? "https://" : "http://") + request.authority();
    String path = value.startsWith(own) ? value.substring(own.length()) : value;
    return path.startsWith("/") && !path.startsWith("//") ? place.prefix() + path : value;
  }

  private void copy(Body body, OutputStream client, Upload upload) throws IOException {
    try (socket) {
      byte[] buffer = new byte[BUFFER];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        client.write(buffer, 0, n);
        client.flush();
      }
    } catch (HttpProblem e) {
      throw new IOException(e.reason(), e);
    } finally {
      upload.end();
    }
  }

  private void tunnel(InputStream server, InputStream client, OutputStream toClient)
      throws IOException {
    try (socket) {
      Thread.ofVirtual().name("api-proxy").start(() -> feed(client));
      server.transferTo(toClient);
    }
  }

  private void feed(InputStream client) {
    try {
      client.transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    } catch (IOException e) {
      close();
    }
  }

  /** One side is gone: the other hears of it by the end of its connection. */
  private void close() {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(Exchange.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection to a pod did not close", e);
    }
  }
}
