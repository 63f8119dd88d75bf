package dev.slipway.node.proxy;

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

/** A connection to a pod, for one exchange at least. */
interface Pod {
  /** How long the pod may take to say something. */
  void patience(Duration limit) throws IOException;

  /**
   * Sends the head of a request.
   *
   * @param body how its body goes on
   */
  Sink send(RequestHead request, Fields fields, Framing body) throws IOException;

  /** The head of an answer, interim ones included; empty when the pod closed instead. */
  Optional<ResponseHead> readHead() throws IOException, HttpProblem;

  /** The body behind a final head. */
  Body body(Framing framing);

  /** The connection itself, when it may serve once more or goes on in another protocol. */
  Optional<Wire> wire();

  void reset();

  void close();
}
