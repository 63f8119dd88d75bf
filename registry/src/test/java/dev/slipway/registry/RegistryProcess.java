package dev.slipway.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A registry in a process of its own, open to everybody, to be killed. */
final class RegistryProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private RegistryProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static RegistryProcess start(Path directory) throws IOException {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // What is killed does not delete its native library.
                "-Dorg.sqlite.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                RegistryProcess.class.getName(),
                directory.toString())
            .redirectError(log.toFile())
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("no registry: " + Files.readString(log));
    }
    return new RegistryProcess(process, Integer.parseInt(line));
  }

  /** In the other process. */
  public static void main(String[] arguments) throws Exception {
    try (TestRegistry server =
        TestRegistry.startOpen(Path.of(arguments[0]), RegistrySettings.of("here"))) {
      System.out.println(server.port());
      Thread.sleep(Duration.ofMinutes(5));
    }
  }

  int port() {
    return port;
  }

  /** With SIGKILL, at once. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
