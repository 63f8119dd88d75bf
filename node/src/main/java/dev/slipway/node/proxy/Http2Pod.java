package dev.slipway.node.proxy;

import dev.slipway.http.message.Body;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Sink;
import dev.slipway.http.message.Wire;
import dev.slipway.node.http2.ErrorCode;
import dev.slipway.node.http2.HeaderField;
import dev.slipway.node.http2.Http2Connection;
import dev.slipway.node.http2.Http2Stream;
import dev.slipway.node.http2.Http2Stream.Rest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A pod that speaks HTTP/2 without TLS, such as a gRPC server: a connection for one exchange. */
final class Http2Pod implements Pod {
  private static final Set<String> PSEUDO = Set.of(":status");

  private final Wire wire;
  private final Http2Stream stream;
  private String method = "";

  private Http2Pod(Wire wire, Http2Stream stream) {
    this.wire = wire;
    this.stream = stream;
  }

  static Http2Pod connect(Wire wire) throws IOException {
    try {
      Http2Connection connection = Http2Connection.client(wire.in(), wire.out());
      Http2Stream stream = connection.open();
      Thread.ofVirtual().name("ingress-http2").start(() -> read(connection));
      return new Http2Pod(wire, stream);
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  private static void read(Http2Connection connection) {
    try {
      connection.run();
    } catch (IOException e) {
      // It has broken off its streams, which those who use them see.
    }
  }

  @Override
  public void patience(Duration limit) {
    stream.patience(limit);
  }

  @Override
  public Sink send(RequestHead request, Fields fields, Framing body) throws IOException {
    method = request.method();
    var pseudo =
        List.of(
            new HeaderField(":method", method),
            new HeaderField(":scheme", "http"),
            new HeaderField(":authority", fields.first("Host").orElse("")),
            new HeaderField(":path", request.originForm()));
    Fields rest = fields.without("Host");
    // gRPC servers want to hear that trailers are understood, hop by hop though it is.
    rest = request.fields().lists("TE", "trailers") ? rest.with("te", "trailers") : rest;
    boolean empty = body instanceof Framing.None;
    stream.writeHead(Http2Fields.head(pseudo, rest), empty ? Rest.NONE : Rest.FOLLOWS);
    return empty ? Http2Sink.CLOSED : new Http2Sink(stream);
  }

  @Override
  public Optional<ResponseHead> readHead() throws IOException, HttpProblem {
    try {
      Http2Fields.Head head = Http2Fields.parse(stream.readHead(), PSEUDO);
      String status = head.value(":status").orElse("");
      if (!status.matches("[1-9][0-9]{2}") || status.equals("101")) {
        throw new HttpProblem(502, "not a status: " + Fields.printable(status));
      }
      int code = Integer.parseInt(status);
      return Optional.of(new ResponseHead("HTTP/1.1", code, "", framed(code, head.fields())));
    } catch (HttpProblem e) {
      throw new HttpProblem(502, e.reason());
    }
  }

  /** Says in HTTP/1.1's words how the body ends. */
  private Fields framed(int status, Fields fields) {
    boolean bodiless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
    if (bodiless || fields.has("Content-Length")) {
      return fields;
    }
    return stream.hasEnded()
        ? fields.with("Content-Length", "0")
        : fields.with("Transfer-Encoding", "chunked");
  }

  @Override
  public Body body(Framing framing) {
    return new Http2Body(stream, framing);
  }

  @Override
  public Optional<Wire> wire() {
    return Optional.empty();
  }

  @Override
  public void reset() {
    stream.reset(ErrorCode.CANCEL);
    wire.close();
  }

  @Override
  public void close() {
    wire.close();
  }
}
