package dev.slipway.kubernetes.api;

import dev.slipway.http.WebSocketHandler;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.spdy.SpdyConnection;
import dev.slipway.kubernetes.spdy.SpdyStream;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Forwards connections to ports of a pod. For each the client opens two streams with the same
 * request id: one for bytes, one for what went wrong.
 */
final class PortForward {
  private static final System.Logger LOG = System.getLogger(PortForward.class.getName());

  private final NodeAgent node;
  private final KubeObject pod;
  private final Map<String, SpdyStream> halves = new HashMap<>();

  PortForward(NodeAgent node, KubeObject pod) {
    this.node = node;
    this.pod = pod;
  }

  void serve(InputStream in, OutputStream out) throws IOException {
    var connection = new SpdyConnection(in, out);
    connection.serve(stream -> opened(connection, stream));
  }

  /** The same frames inside of messages. */
  void tunnel(WebSocketHandler.Connection socket) throws IOException {
    serve(new Messages(socket), new ToMessages(socket));
  }

  private void opened(SpdyConnection connection, SpdyStream stream) {
    String id = stream.header("requestid");
    SpdyStream other = halves.remove(id);
    if (other == null) {
      halves.put(id, stream);
      return;
    }
    boolean isData = stream.header("streamtype").equals("data");
    SpdyStream data = isData ? stream : other;
    SpdyStream errors = isData ? other : stream;
    Thread.ofVirtual().name("port-forward").start(() -> forward(connection, data, errors));
  }

  private void forward(SpdyConnection connection, SpdyStream data, SpdyStream errors) {
    try {
      String problem = connect(data);
      try (OutputStream out = errors.output()) {
        out.write(problem.getBytes(StandardCharsets.UTF_8));
      }
      data.output().close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a forwarded connection lost its client", e);
    } finally {
      connection.forget(data);
      connection.forget(errors);
    }
  }

  /** Carries bytes until both sides have ended; tells what went wrong. */
  private String connect(SpdyStream data) throws IOException {
    String text = data.header("port");
    if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
      return "\"" + text + "\" is no port";
    }
    int port = Integer.parseInt(text);
    try (Socket socket = node.connect(pod, port)) {
      Thread up = Thread.ofVirtual().start(() -> send(data.input(), socket));
      receive(socket, data.output());
      data.input().close();
      up.interrupt();
      return "";
    } catch (ApiException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      return "failed to connect to port %d of pod %s: %s"
          .formatted(port, pod.name(), e.getMessage());
    }
  }

  private static void receive(Socket socket, OutputStream out) throws IOException {
    byte[] buffer = new byte[32 << 10];
    InputStream in = socket.getInputStream();
    for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
      out.write(buffer, 0, n);
    }
  }

  /** A pod that resets its connection has ended it. */
  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }

  private static void send(InputStream in, Socket socket) {
    try {
      in.transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the pod takes no more bytes", e);
    }
  }

  /** Binary messages as a stream. */
  private static final class Messages extends InputStream {
    private final WebSocketHandler.Connection socket;
    private byte[] current = {};
    private int position;

    Messages(WebSocketHandler.Connection socket) {
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (position == current.length) {
        Optional<byte[]> message = socket.receive();
        if (message.isEmpty()) {
          return -1;
        }
        current = message.get();
        position = 0;
      }
      int n = Math.min(length, current.length - position);
      System.arraycopy(current, position, target, offset, n);
      position += n;
      return n;
    }
  }

  /** A stream as binary messages, one for each write. */
  private static final class ToMessages extends OutputStream {
    private final WebSocketHandler.Connection socket;

    ToMessages(WebSocketHandler.Connection socket) {
      this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
      socket.send(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      socket.send(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }
}
