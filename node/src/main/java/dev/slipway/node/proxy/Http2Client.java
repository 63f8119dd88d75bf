package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.http.message.Body;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Sink;
import dev.slipway.http.message.Wire;
import dev.slipway.node.http2.ErrorCode;
import dev.slipway.node.http2.HeaderField;
import dev.slipway.node.http2.Http2Stream;
import dev.slipway.node.http2.Http2Stream.Rest;
import dev.slipway.node.proxy.IngressExchange.Next;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A client's request on a stream of its HTTP/2 connection. */
record Http2Client(Wire connection, Http2Stream stream, RequestHead request, Framing framing)
    implements Client {
  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":authority", ":path");

  /**
   * Reads a request's head; what HTTP/1.1 says in other words is said so here.
   *
   * @throws HttpProblem when it is malformed
   */
  static Http2Client of(Wire connection, Http2Stream stream, List<HeaderField> head)
      throws HttpProblem {
    Http2Fields.Head parsed = Http2Fields.parse(head, PSEUDO);
    String path = required(parsed, ":path");
    if (!path.startsWith("/") && !path.equals("*")) {
      throw new HttpProblem(400, ":path is no path");
    }
    Fields fields = parsed.fields();
    Optional<String> authority = parsed.value(":authority");
    if (authority.isPresent()) {
      // It takes the place of Host, which must not say something else (RFC 9113, 8.3.1).
      if (!fields.values("Host").stream().allMatch(authority.get()::equals)) {
        throw new HttpProblem(400, "Host and :authority differ");
      }
      fields = fields.without("Host").with("Host", authority.get());
    }
    var request = RequestHead.of(required(parsed, ":method"), path, "HTTP/1.1", fields);
    required(parsed, ":scheme");
    return new Http2Client(connection, stream, request, framing(stream, fields));
  }

  private static String required(Http2Fields.Head head, String name) throws HttpProblem {
    return head.value(name).orElseThrow(() -> new HttpProblem(400, "there is no " + name));
  }

  private static Framing framing(Http2Stream stream, Fields fields) throws HttpProblem {
    Framing stated = Framing.ofRequest("HTTP/1.1", fields);
    if (stream.hasEnded()) {
      if (stated instanceof Framing.Length) {
        throw new HttpProblem(400, "the body is not as long as Content-Length says");
      }
      return stated;
    }
    return fields.has("Content-Length") ? stated : new Framing.Chunked();
  }

  @Override
  public Body body() {
    return new Http2Body(stream, framing);
  }

  @Override
  public void interim(ResponseHead head) throws IOException {
    stream.writeHead(head(head, head.fields().endToEnd()), Rest.FOLLOWS);
  }

  @Override
  public boolean delimits(Framing body) {
    return true;
  }

  @Override
  public Sink answer(ResponseHead head, Framing body, Next next) throws IOException {
    boolean empty = body instanceof Framing.None;
    stream.writeHead(head(head, head.fields().endToEnd()), empty ? Rest.NONE : Rest.FOLLOWS);
    return empty ? Http2Sink.CLOSED : new Http2Sink(stream);
  }

  private static List<HeaderField> head(ResponseHead head, Fields fields) {
    return Http2Fields.head(
        List.of(new HeaderField(":status", String.valueOf(head.status()))), fields);
  }

  @Override
  public void refuse(int status, String why, Next next) throws IOException {
    refuse(stream, status, why, request.method());
  }

  /** As above, also when the request could not even be read. */
  static void refuse(Http2Stream stream, int status, String why, String method) throws IOException {
    byte[] page = ReasonPage.html(status, why).getBytes(UTF_8);
    boolean empty = method.equals("HEAD");
    stream.writeHead(
        Http2Fields.head(
            List.of(new HeaderField(":status", String.valueOf(status))),
            ReasonPage.fields(page.length)),
        empty ? Rest.NONE : Rest.FOLLOWS);
    if (!empty) {
      stream.write(page, page.length);
      stream.end(List.of());
    }
  }

  @Override
  public Optional<Wire> wire() {
    return Optional.empty();
  }

  @Override
  public void onGone(Runnable action) {
    stream.onBreak(action);
  }

  @Override
  public void reset() {
    stream.reset(ErrorCode.INTERNAL_ERROR);
  }
}
