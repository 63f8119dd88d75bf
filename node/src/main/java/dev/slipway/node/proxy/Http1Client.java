package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.http.message.Bodies;
import dev.slipway.http.message.Body;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Sink;
import dev.slipway.http.message.Wire;
import dev.slipway.node.proxy.IngressExchange.Next;
import java.io.IOException;
import java.util.Optional;

/** A client that speaks HTTP/1.0 or 1.1: one request after the other on its connection. */
record Http1Client(Wire connection, RequestHead request, Framing framing) implements Client {

  @Override
  public Body body() {
    return Bodies.of(framing, connection);
  }

  private boolean isModern() {
    return request.version().equals("HTTP/1.1");
  }

  @Override
  public void interim(ResponseHead head) throws IOException {
    if (isModern()) {
      connection.out().write(head.fields().endToEnd().write(head.startLine()));
    }
  }

  @Override
  public boolean delimits(Framing body) {
    return isModern() || body instanceof Framing.None || body instanceof Framing.Length;
  }

  @Override
  public Sink answer(ResponseHead head, Framing body, Next next) throws IOException {
    boolean chunked =
        isModern() && (body instanceof Framing.Chunked || body instanceof Framing.UntilClose);
    Fields fields = head.fields().endToEnd().framing(chunked ? new Framing.Chunked() : body);
    if (!chunked && body instanceof Framing.Chunked) {
      fields = fields.without("Transfer-Encoding");
    }
    if (next != Next.KEEP) {
      fields = fields.with("Connection", "close");
    } else if (request.version().equals("HTTP/1.0")) {
      fields = fields.with("Connection", "keep-alive");
    }
    connection.out().write(fields.write(head.startLine()));
    return chunked ? Bodies.chunked(connection.out()) : Bodies.plain(connection.out());
  }

  @Override
  public void refuse(int status, String why, Next next) throws IOException {
    refuse(connection, status, why, next, request.method());
  }

  /** As above, also when the request could not even be read. */
  static void refuse(Wire connection, int status, String why, Next next, String method)
      throws IOException {
    byte[] page = ReasonPage.html(status, why).getBytes(UTF_8);
    Fields fields = ReasonPage.fields(page.length);
    if (next != Next.KEEP) {
      fields = fields.with("Connection", "close");
    }
    connection.out().write(fields.write("HTTP/1.1 " + status + " " + ReasonPage.phrase(status)));
    if (!method.equals("HEAD")) {
      connection.out().write(page);
    }
    connection.out().flush();
  }

  @Override
  public Optional<Wire> wire() {
    return Optional.of(connection);
  }

  @Override
  public void onGone(Runnable action) {
    // A connection that nobody reads from does not tell that its client has left.
  }

  @Override
  public void reset() {
    connection.reset();
  }
}
