package dev.slipway.node.proxy;

import dev.slipway.http.message.Bodies;
import dev.slipway.http.message.Body;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Sink;
import dev.slipway.http.message.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A pod that speaks HTTP/1.1. */
record Http1Pod(Wire connection) implements Pod {

  @Override
  public void patience(Duration limit) throws IOException {
    connection.readTimeout(limit);
  }

  @Override
  public Sink send(RequestHead request, Fields fields, Framing body) throws IOException {
    boolean chunked = body instanceof Framing.Chunked;
    String line = request.method() + " " + request.originForm() + " HTTP/1.1";
    connection.out().write(fields.framing(body).write(line));
    return chunked ? Bodies.chunked(connection.out()) : Bodies.plain(connection.out());
  }

  @Override
  public Optional<ResponseHead> readHead() throws IOException, HttpProblem {
    Optional<byte[]> bytes = connection.readHead();
    return bytes.isEmpty() ? Optional.empty() : Optional.of(ResponseHead.parse(bytes.get()));
  }

  @Override
  public Body body(Framing framing) {
    return Bodies.of(framing, connection);
  }

  @Override
  public Optional<Wire> wire() {
    return Optional.of(connection);
  }

  @Override
  public void reset() {
    connection.reset();
  }

  @Override
  public void close() {
    connection.close();
  }
}
