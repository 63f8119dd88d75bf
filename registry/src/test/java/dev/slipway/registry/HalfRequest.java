package dev.slipway.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request of which only a part of the body is ever sent. */
final class HalfRequest implements AutoCloseable {
  private final Socket socket;

  private HalfRequest(Socket socket) {
    this.socket = socket;
  }

  /** Sends the first {@code sent} bytes of the body, which is announced whole. */
  static HalfRequest send(int port, String method, String path, byte[] body, int sent)
      throws IOException {
    return send(port, method, path, "Content-Length: " + body.length, body, sent);
  }

  /** Sends the first {@code sent} bytes of the body as one chunk, after which others could come. */
  static HalfRequest sendChunked(int port, String method, String path, byte[] body, int sent)
      throws IOException {
    HalfRequest request = send(port, method, path, "Transfer-Encoding: chunked", body, 0);
    OutputStream out = request.socket.getOutputStream();
    out.write((Integer.toHexString(sent) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(body, 0, sent);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    return request;
  }

  private static HalfRequest send(
      int port, String method, String path, String length, byte[] body, int sent)
      throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    OutputStream out = socket.getOutputStream();
    String head = method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body, 0, sent);
    return new HalfRequest(socket);
  }

  /** As a killed client's machine does: without a word of farewell. */
  void breakOff() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
