package dev.slipway.http;

import java.io.IOException;
import java.util.Optional;

/** Serves one WebSocket connection; called on a virtual thread, the connection ends on return. */
@FunctionalInterface
public interface WebSocketHandler {
  void serve(Connection connection) throws IOException;

  /** The connection, for one reading and any number of writing threads. */
  interface Connection {
    /** The next binary message; empty when the peer has closed. Blocks. */
    Optional<byte[]> receive() throws IOException;

    /** Sends one binary message; blocks while the peer is slow. */
    void send(byte[] message) throws IOException;

    /** Ends the connection normally. */
    void close() throws IOException;
  }
}
