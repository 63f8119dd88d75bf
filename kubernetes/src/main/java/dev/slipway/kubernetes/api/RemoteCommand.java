package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.WebSocketHandler;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.NodeAgent.ExecResult;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One exec or attach over a WebSocket: each message starts with the number of its channel.
 *
 * <p>0 stdin, 1 stdout, 2 stderr, 3 the result as a Status, 4 terminal size, 255 end of a channel.
 */
final class RemoteCommand {
  private static final System.Logger LOG = System.getLogger(RemoteCommand.class.getName());
  private static final byte STDIN = 0;
  private static final byte STDOUT = 1;
  private static final byte STDERR = 2;
  private static final byte RESULT = 3;
  private static final byte RESIZE = 4;
  private static final byte CLOSE = (byte) 255;
  private static final int PIPE = 64 << 10;

  private final NodeAgent node;
  private final KubeObject pod;
  private final NodeAgent.ExecRequest request;
  private final Kind kind;
  private final boolean withStdin;

  /** What to connect to. */
  enum Kind {
    EXEC,
    ATTACH
  }

  RemoteCommand(
      NodeAgent node, KubeObject pod, NodeAgent.ExecRequest request, Kind kind, boolean withStdin) {
    this.node = node;
    this.pod = pod;
    this.request = request;
    this.kind = kind;
    this.withStdin = withStdin;
  }

  boolean withStdin() {
    return withStdin;
  }

  boolean withTerminal() {
    return request.terminal() == NodeAgent.Terminal.ALLOCATE;
  }

  void serve(WebSocketHandler.Connection connection) throws IOException {
    var stdin = new PipedInputStream(PIPE);
    var toStdin = new PipedOutputStream(stdin);
    var sizes = new TerminalSizes();
    Thread reader =
        Thread.ofVirtual().name("remote-command").start(() -> read(connection, toStdin, sizes));
    var streams =
        new NodeAgent.ExecStreams(
            withStdin ? Optional.<InputStream>of(stdin) : Optional.empty(),
            new Channel(connection, STDOUT),
            new Channel(connection, STDERR),
            sizes);
    send(connection, RESULT, Json.bytes(status(run(streams))));
    stdin.close();
    connection.close();
    reader.interrupt();
  }

  /** Runs it to its end, with these streams. */
  ExecResult run(NodeAgent.ExecStreams streams) {
    try {
      return switch (kind) {
        case EXEC -> node.exec(pod, request, streams);
        case ATTACH -> node.attach(pod, request, streams);
      };
    } catch (ApiException e) {
      return new ExecResult.Failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // Of the node; or the client has gone, which then hears nothing of it anyway.
      LOG.log(System.Logger.Level.DEBUG, "a command in " + pod + " was broken off", e);
      return new ExecResult.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static void read(
      WebSocketHandler.Connection connection, OutputStream toStdin, TerminalSizes sizes) {
    try (toStdin) {
      while (true) {
        Optional<byte[]> message = connection.receive();
        if (message.isEmpty()) {
          return;
        }
        byte[] bytes = message.get();
        if (bytes.length == 0) {
          continue;
        }
        byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
        switch (bytes[0]) {
          case STDIN -> {
            toStdin.write(content);
            toStdin.flush();
          }
          case RESIZE -> sizes.resize(content);
          case CLOSE -> {
            if (content.length > 0 && content[0] == STDIN) {
              toStdin.close();
            }
          }
          default -> {
            // channels that only the server writes to
          }
        }
      }
    } catch (IOException e) {
      // the process ended or the client went away: both end the input, which closing does
    }
  }

  static ObjectNode status(ExecResult result) {
    ObjectNode status = Json.MAPPER.createObjectNode();
    status.putObject("metadata");
    switch (result) {
      case ExecResult.Exited(int code) when code == 0 -> status.put("status", "Success");
      case ExecResult.Exited(int code) -> {
        status.put("status", "Failure").put("reason", "NonZeroExitCode");
        status.put("message", "command terminated with non-zero exit code: exit status " + code);
        status
            .putObject("details")
            .putArray("causes")
            .addObject()
            .put("reason", "ExitCode")
            .put("message", Integer.toString(code));
      }
      case ExecResult.Failed(String message) -> {
        status.put("status", "Failure").put("reason", "InternalError");
        status.put("message", message).put("code", 500);
      }
    }
    return status;
  }

  private static void send(WebSocketHandler.Connection connection, byte channel, byte[] content)
      throws IOException {
    byte[] message = new byte[content.length + 1];
    message[0] = channel;
    System.arraycopy(content, 0, message, 1, content.length);
    connection.send(message);
  }

  /** Sends what is written under a channel's number. */
  private static final class Channel extends OutputStream {
    private static final int CHUNK = 32 << 10;
    private final WebSocketHandler.Connection connection;
    private final byte number;

    Channel(WebSocketHandler.Connection connection, byte number) {
      this.connection = connection;
      this.number = number;
    }

    @Override
    public void write(int b) throws IOException {
      send(connection, number, new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; done += CHUNK) {
        int end = Math.min(length, done + CHUNK);
        send(connection, number, Arrays.copyOfRange(bytes, offset + done, offset + end));
      }
    }
  }
}
