package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five thousand objects and five hundred watchers: all are served, memory stays bounded. */
class ManyWatchersIT {
  private static final int OBJECTS = 5000;
  private static final int WATCHERS = 500;
  private static final int CHANGES = 20;
  private static final long MEMORY = 256L << 20;
  @TempDir Path directory;

  @Test
  void everyWatcherSeesEveryChange() throws Exception {
    try (var api = TestApi.start(directory, new UnusedNode(), Optional.empty());
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> creations = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        int number = i;
        creations.add(pool.submit(() -> create(api, "cm-" + number)));
      }
      for (Future<?> creation : creations) {
        creation.get();
      }
      assertThat(api.send("GET", "/api/v1/configmaps?limit=1", "", null).body())
          .contains("\"remainingItemCount\":" + (OBJECTS - 1));
      var seen = new AtomicInteger();
      List<Future<?>> watches = new ArrayList<>();
      List<Socket> sockets = new ArrayList<>();
      long version = api.cluster().version();
      for (int i = 0; i < WATCHERS; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        sockets.add(socket);
        watches.add(pool.submit(() -> watch(socket, version, seen)));
      }
      for (int i = 0; i < CHANGES; i++) {
        create(api, "new-" + i);
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> seen.get() == WATCHERS * CHANGES);
      System.gc();
      var runtime = Runtime.getRuntime();
      assertThat(runtime.totalMemory() - runtime.freeMemory()).isLessThan(MEMORY);
      for (Socket socket : sockets) {
        socket.close();
      }
      assertThat(watches).hasSize(WATCHERS);
    }
  }

  private static KubeObject create(TestApi api, String name) {
    return api.cluster()
        .create(
            ResourceType.CONFIG_MAPS,
            KubeObject.create(
                ResourceType.CONFIG_MAPS.groupVersionKind(),
                new ObjectName("default", name),
                tree -> tree.putObject("data").put("text", "x".repeat(500))),
            WriteOptions.by("test"));
  }

  private static boolean watch(Socket socket, long version, AtomicInteger seen) throws IOException {
    String request =
        "GET /api/v1/configmaps?watch=true&resourceVersion="
            + version
            + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[64 << 10];
    var text = new StringBuilder();
    int n = in.read(buffer);
    while (n > 0) {
      text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      int found = text.indexOf("\"type\":\"ADDED\"");
      while (found >= 0) {
        seen.incrementAndGet();
        text.delete(0, found + 14);
        found = text.indexOf("\"type\":\"ADDED\"");
      }
      n = in.read(buffer);
    }
    return true;
  }
}
