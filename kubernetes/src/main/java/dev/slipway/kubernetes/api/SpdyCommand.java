package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.spdy.SpdyConnection;
import dev.slipway.kubernetes.spdy.SpdyStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One exec or attach over SPDY, as kubectl before 1.30 asks for it: a stream each for input,
 * output, errors, the result and the terminal's size. The command begins when all that were asked
 * for are open.
 */
final class SpdyCommand {
  private static final System.Logger LOG = System.getLogger(SpdyCommand.class.getName());
  private static final String RESULT = "error";
  private static final String RESIZE = "resize";
  private static final int MOST_SIZE = 4096;

  private final RemoteCommand command;
  private final Set<String> expected = new HashSet<>(Set.of(RESULT));
  private final Map<String, SpdyStream> streams = new HashMap<>();

  SpdyCommand(RemoteCommand command, boolean stdout, boolean stderr) {
    this.command = command;
    if (command.withStdin()) {
      expected.add("stdin");
    }
    if (stdout) {
      expected.add("stdout");
    }
    if (stderr && !command.withTerminal()) {
      expected.add("stderr");
    }
    if (command.withTerminal()) {
      expected.add(RESIZE);
    }
  }

  void serve(InputStream in, OutputStream out) throws IOException {
    new SpdyConnection(in, out).serve(this::opened);
  }

  private void opened(SpdyStream stream) {
    streams.put(stream.header("streamtype"), stream);
    if (streams.keySet().equals(expected)) {
      var all = Map.copyOf(streams);
      Thread.ofVirtual().name("remote-command").start(() -> run(all));
    }
  }

  private void run(Map<String, SpdyStream> all) {
    var sizes = new TerminalSizes();
    SpdyStream resizes = all.get(RESIZE);
    if (resizes != null) {
      Thread.ofVirtual().start(() -> follow(resizes.input(), sizes));
    }
    try {
      var result =
          command.run(
              new NodeAgent.ExecStreams(
                  Optional.ofNullable(all.get("stdin")).map(SpdyStream::input),
                  output(all, "stdout"),
                  output(all, "stderr"),
                  sizes));
      try (OutputStream out = output(all, RESULT)) {
        out.write(Json.bytes(RemoteCommand.status(result)));
      }
      for (String name : new String[] {"stdout", "stderr", "stdin", RESIZE}) {
        SpdyStream stream = all.get(name);
        if (stream != null) {
          stream.output().close();
        }
      }
    } catch (IOException e) {
      // the client has gone, and its end took the command's input and output with it
      LOG.log(System.Logger.Level.DEBUG, "a remote command lost its client", e);
    }
  }

  private static OutputStream output(Map<String, SpdyStream> all, String name) {
    SpdyStream stream = all.get(name);
    return stream == null ? OutputStream.nullOutputStream() : stream.output();
  }

  /** Each size is a line of JSON. */
  private static void follow(InputStream in, TerminalSizes sizes) {
    byte[] buffer = new byte[MOST_SIZE];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (String line :
            new String(buffer, 0, n, java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
          sizes.resize(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "no more sizes come", e);
    }
  }
}
