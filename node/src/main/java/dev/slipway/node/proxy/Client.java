package dev.slipway.node.proxy;

import dev.slipway.http.message.Body;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Sink;
import dev.slipway.http.message.Wire;
import dev.slipway.node.proxy.IngressExchange.Next;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Whoever sent one request and waits for its answer. */
interface Client {
  Wire connection();

  /** {@code https} or {@code http}. */
  default String scheme() {
    return connection().scheme();
  }

  default InetSocketAddress peer() {
    return (InetSocketAddress) connection().socket().getRemoteSocketAddress();
  }

  /** Where the client connected to. */
  default InetSocketAddress local() {
    return (InetSocketAddress) connection().socket().getLocalSocketAddress();
  }

  /** The body of the request. */
  Body body();

  /** Passes on an answer before the answer. */
  void interim(ResponseHead head) throws IOException;

  /** Whether the end of such a body can be told without ending the connection. */
  boolean delimits(Framing body);

  /**
   * Begins the answer.
   *
   * @param body how its body comes
   */
  Sink answer(ResponseHead head, Framing body, Next next) throws IOException;

  /** Answers in the pod's place, with a page that says what is wrong. */
  void refuse(int status, String why, Next next) throws IOException;

  /** The connection itself, for what goes on in another protocol; empty where none can. */
  Optional<Wire> wire();

  /**
   * Names what is to be done, in the place of what was named before, when the client is seen to
   * leave.
   */
  void onGone(Runnable action);

  /** Breaks off, so that nobody mistakes it for an orderly end. */
  void reset();
}
