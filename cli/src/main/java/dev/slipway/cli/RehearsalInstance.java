package dev.slipway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Json;
import dev.slipway.base.ProcessStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An instance for {@link Rehearsal} to talk to: it says that it is ready, whatever it is asked. */
final class RehearsalInstance implements AutoCloseable {
  private static final byte[] ANSWER =
      "{\"ready\": true, \"items\": []}".getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;

  private RehearsalInstance(HttpServer server) {
    this.server = server;
  }

  /** Answers for the instance of an empty directory until it is closed. */
  static RehearsalInstance start(Path directory) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", RehearsalInstance::answer);
    server.start();
    var ready =
        Json.MAPPER
            .createObjectNode()
            .put("pid", Long.toString(ProcessHandle.current().pid()))
            .put("started", Long.toString(ProcessStart.ofThis()))
            .put("url", "http://127.0.0.1:" + server.getAddress().getPort());
    Files.createDirectories(directory.resolve("run"));
    Files.write(directory.resolve("run/daemon.json"), Json.bytes(ready));
    Files.writeString(directory.resolve("admin.token"), "none\n");
    return new RehearsalInstance(server);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, ANSWER.length);
    try (var body = exchange.getResponseBody()) {
      body.write(ANSWER);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
