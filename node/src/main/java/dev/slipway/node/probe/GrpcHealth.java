package dev.slipway.node.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * Asks a server about its health: one call of {@code grpc.health.v1.Health/Check} over HTTP/2 (RFC
 * 9113) without TLS. The answer's message says it all, so that its headers need not be decoded.
 */
final class GrpcHealth {
  private static final String METHOD = "/grpc.health.v1.Health/Check";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int STREAM = 1;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int ACKNOWLEDGED = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int LARGEST_FRAME = 16 << 10;
  private static final int LARGEST_ANSWER = 64 << 10;
  private static final int MESSAGE_HEAD = 5;
  private static final int FIELD_1_NUMBER = 0x08;
  private static final int FIELD_1_TEXT = 0x0a;

  private final DataInputStream in;
  private final OutputStream out;

  private GrpcHealth(Socket socket) throws IOException {
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** How healthy a server says it is (grpc.health.v1.HealthCheckResponse.ServingStatus). */
  enum Status {
    UNKNOWN,
    SERVING,
    NOT_SERVING,
    SERVICE_UNKNOWN
  }

  /**
   * Asks.
   *
   * @param service which of its services; empty for the server as a whole
   * @return empty when it gives no answer of this protocol
   */
  static Optional<Status> ask(String host, int port, String service, int millis)
      throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      var call = new GrpcHealth(socket);
      call.send(host + ":" + port, service);
      return call.answer();
    }
  }

  private void send(String authority, String service) throws IOException {
    var all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE.getBytes(US_ASCII));
    frame(all, SETTINGS, 0, 0, new byte[0]);
    frame(all, HEADERS, END_HEADERS, STREAM, headers(authority));
    frame(all, DATA, END_STREAM, STREAM, message(service));
    out.write(all.toByteArray());
    out.flush();
  }

  private static void frame(
      ByteArrayOutputStream to, int type, int flags, int stream, byte[] content) {
    to.write(content.length >> 16);
    to.write(content.length >> 8);
    to.write(content.length);
    to.write(type);
    to.write(flags);
    to.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    to.writeBytes(content);
  }

  /** Header fields without compression (RFC 7541, 6.1 and 6.2.2). */
  private static byte[] headers(String authority) {
    var block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    block.write(0x04); // :path
    text(block, METHOD);
    block.write(0x01); // :authority
    text(block, authority);
    for (String[] field :
        new String[][] {
          {"content-type", "application/grpc"},
          {"te", "trailers"},
          {"user-agent", "kube-probe/1.33"}
        }) {
      block.write(0x00);
      text(block, field[0]);
      text(block, field[1]);
    }
    return block.toByteArray();
  }

  /** A text shorter than 127 bytes is its length and itself. */
  private static void text(ByteArrayOutputStream block, String value) {
    byte[] bytes = value.getBytes(US_ASCII);
    int length = Math.min(bytes.length, 126);
    block.write(length);
    block.write(bytes, 0, length);
  }

  private static byte[] message(String service) {
    var request = new ByteArrayOutputStream();
    byte[] name = service.getBytes(UTF_8);
    if (name.length > 0) {
      request.write(FIELD_1_TEXT);
      int left = name.length;
      while (left > 0x7f) {
        request.write((left & 0x7f) | 0x80);
        left >>= 7;
      }
      request.write(left);
      request.writeBytes(name);
    }
    var message = new ByteArrayOutputStream();
    int length = request.size();
    message.writeBytes(
        new byte[] {
          0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
    message.writeBytes(request.toByteArray());
    return message.toByteArray();
  }

  private Optional<Status> answer() throws IOException {
    var body = new ByteArrayOutputStream();
    while (body.size() <= LARGEST_ANSWER) {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & 0x7fffffff;
      if (length > LARGEST_FRAME) {
        throw new IOException("malformed HTTP/2 answer");
      }
      byte[] content = in.readNBytes(length);
      if (content.length < length) {
        throw new EOFException("the connection ended within a frame");
      }
      boolean mine = stream == STREAM;
      switch (type) {
        case SETTINGS, PING -> acknowledge(type, flags, content);
        case DATA -> {
          int padding = (flags & PADDED) != 0 ? content[0] & 0xff : 0;
          int from = (flags & PADDED) != 0 ? 1 : 0;
          body.write(content, from, Math.max(0, length - from - padding));
        }
        case RESET, GOAWAY -> {
          return Optional.empty();
        }
        default -> {
          // Headers say nothing that the message does not; the rest is none of this call.
        }
      }
      if (mine && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        break;
      }
    }
    return status(body.toByteArray());
  }

  private void acknowledge(int type, int flags, byte[] content) throws IOException {
    if ((flags & ACKNOWLEDGED) == 0) {
      var frame = new ByteArrayOutputStream();
      frame(frame, type, ACKNOWLEDGED, 0, type == PING ? content : new byte[0]);
      out.write(frame.toByteArray());
      out.flush();
    }
  }

  /** The one field of HealthCheckResponse; left out means 0. */
  private static Optional<Status> status(byte[] body) {
    if (body.length < MESSAGE_HEAD || body[0] != 0) {
      return Optional.empty();
    }
    int value = 0;
    if (body.length >= MESSAGE_HEAD + 2 && body[MESSAGE_HEAD] == FIELD_1_NUMBER) {
      value = body[MESSAGE_HEAD + 1];
    }
    Status[] all = Status.values();
    return value >= 0 && value < all.length ? Optional.of(all[value]) : Optional.empty();
  }
}
