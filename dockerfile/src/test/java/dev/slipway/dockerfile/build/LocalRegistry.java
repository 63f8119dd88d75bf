package dev.slipway.dockerfile.build;

import static org.awaitility.Awaitility.await;

import dev.slipway.base.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry on a free port, with its data in one directory. */
final class LocalRegistry implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process server;
  private final int port;

  private LocalRegistry(Process server, int port) {
    this.server = server;
    this.port = port;
  }

  static LocalRegistry start(Path directory) throws IOException {
    Assumptions.assumeTrue(
        Command.exists("docker-registry"), "docker-registry (Debian: docker-registry) is missing");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(directory);
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            """
            version: 0.1
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "127.0.0.1:%d"}
            """
                .formatted(directory.resolve("data"), port));
    Process server =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          }
        });
    return new LocalRegistry(server, port);
  }

  /** The whole name of an image in it. */
  String name(String image) {
    return "localhost:" + port + "/" + image;
  }

  @Override
  public void close() {
    server.destroy();
    server.onExit().join();
  }
}
