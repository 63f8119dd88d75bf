package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that does exactly what a script says with each connection. */
final class ScriptedServer implements AutoCloseable {
  /** What to do with a connection. */
  interface Script {
    void serve(Connection connection) throws Exception;
  }

  /** One connection. */
  record Connection(Socket socket, InputStream in, OutputStream out) {
    /** Everything up to the next empty line; empty when the peer has closed. */
    String readHead() throws IOException {
      var text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return text.toString();
        }
        text.append((char) next);
      }
      return text.toString();
    }

    String read(int bytes) throws IOException {
      return new String(in.readNBytes(bytes), ISO_8859_1);
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  ScriptedServer(Script script) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(script));
  }

  /** Answers every request on a connection with this text. */
  static ScriptedServer answering(String response) throws IOException {
    return new ScriptedServer(connection -> {
      while (!connection.readHead().isEmpty()) {
        connection.write(response);
      }
    });
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket, script));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Socket socket, Script script) {
    try (socket) {
      script.serve(new Connection(socket, socket.getInputStream(), socket.getOutputStream()));
    } catch (Exception e) {
      // The script's connection broke, as many scripts want it to.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
