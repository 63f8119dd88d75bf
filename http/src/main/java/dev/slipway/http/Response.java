package dev.slipway.http;

import dev.slipway.base.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a handler answers. */
public sealed interface Response {
  int status();

  Headers headers();

  /** A body held in memory; {@code HEAD} sends its length only. */
  record Bytes(int status, Headers headers, byte[] body) implements Response {}

  /**
   * Part of a file, streamed; {@code HEAD} sends its length only.
   *
   * @param offset the first byte
   * @param length how many bytes
   */
  record FileRange(int status, Headers headers, Path file, long offset, long length)
      implements Response {}

  /** A body written as it comes, for logs, watches and events; flushing sends what is there. */
  record Streaming(int status, Headers headers, Body body) implements Response {}

  /** A body length without a body: the answer to {@code HEAD} when the content is elsewhere. */
  record LengthOnly(int status, Headers headers, long length) implements Response {}

  /** Switches the connection to WebSocket under the given subprotocol. */
  record WebSocket(String subprotocol, WebSocketHandler handler) implements Response {
    @Override
    public int status() {
      return 101;
    }

    @Override
    public Headers headers() {
      return Headers.NONE;
    }
  }

  /**
   * Leaves HTTP/1.1 for another protocol, by answer 101.
   *
   * @param protocol as in the {@code Upgrade} header of the request
   * @param headers more of the answer's headers
   */
  record Upgrade(String protocol, Headers headers, StreamHandler handler) implements Response {
    @Override
    public int status() {
      return 101;
    }
  }

  /** Writes a streamed body; returning ends it, throwing breaks the connection. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  static Response empty(int status) {
    return new Bytes(status, Headers.NONE, new byte[0]);
  }

  static Response empty(int status, Headers headers) {
    return new Bytes(status, headers, new byte[0]);
  }

  static Response text(int status, String text) {
    return new Bytes(
        status,
        Headers.of("Content-Type", "text/plain; charset=utf-8"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  static Response json(int status, Object value) {
    return new Bytes(status, Headers.of("Content-Type", "application/json"), Json.bytes(value));
  }
}
