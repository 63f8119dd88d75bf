package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers outlive the process that started them, and the next one takes them over. */
class AdoptionIT {

  @TempDir Path directory;

  @BeforeAll
  static void needsContainers() {
    Needs.containers();
  }

  @Test
  void adoptsRunningContainersAfterKill() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process first = NodeProcess.start(directory, port);
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> isServed(port));
      await().atMost(Duration.ofSeconds(20)).until(() -> pids().size() == 2);
      Set<Long> before = pids();

      first.destroyForcibly();
      assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(isServed(port)).isFalse();
      assertThat(before).allMatch(pid -> Files.exists(Path.of("/proc", String.valueOf(pid))));

      Process second = NodeProcess.start(directory, port);
      try {
        await()
            .pollInterval(Duration.ofMillis(20))
            .atMost(Duration.ofSeconds(20))
            .until(() -> isServed(port));
        assertThat(pids()).isEqualTo(before);
      } finally {
        second.destroyForcibly().waitFor();
      }
    } finally {
      first.destroyForcibly().waitFor();
      new TestMachine(directory, port).remove();
    }
    assertThat(TestMachine.isGone(directory)).isTrue();
  }

  /** Each time something else is half done: namespaces, snapshots, containers, volumes, objects. */
  @Test
  void deathsInTheMiddleOfStartsLeaveNothingAndStopNothing() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try {
      for (int millis : new int[] {0, 60, 150, 300}) {
        Process dying = NodeProcess.start(directory, port);
        await().atMost(Duration.ofSeconds(30)).until(() -> listens(port) || !dying.isAlive());
        Thread.sleep(millis);
        dying.destroyForcibly().waitFor();
      }
      Process last = NodeProcess.start(directory, port);
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> isServed(port));
        await().atMost(Duration.ofSeconds(30)).until(() -> pids().size() == 2);
      } finally {
        last.destroyForcibly().waitFor();
      }
    } finally {
      new TestMachine(directory, port).remove();
    }
    assertThat(TestMachine.isGone(directory)).isTrue();
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Set<Long> pids() throws IOException {
    var pids = new TreeSet<Long>();
    try (DirectoryStream<Path> bundles =
        Files.newDirectoryStream(directory.resolve("run").resolve("c"))) {
      for (Path bundle : bundles) {
        Path file = bundle.resolve("init.pid");
        if (Files.exists(file)) {
          pids.add(Long.parseLong(Files.readString(file).strip()));
        }
      }
    }
    return pids;
  }

  private static boolean isServed(int port) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
