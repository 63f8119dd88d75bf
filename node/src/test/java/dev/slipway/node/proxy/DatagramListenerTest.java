package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramListenerTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path directory;

  @Test
  void carriesQuestionsToPodsAndAnswersBackToEachClient() throws Exception {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1));
    try (var one = echo("one");
        var two = echo("two");
        var store = ObjectStore.open(directory.resolve("kubernetes.db"));
        var cluster = Cluster.open(store, settings)) {
      LoopbackPods.write(store, "dns", "a", "UDP", one.getLocalPort());
      LoopbackPods.write(store, "dns", "b", "UDP", two.getLocalPort());
      var traffic = new Traffic();
      var target =
          new ServiceListener.Target(
              new ObjectName("default", "dns"), "", ServiceListener.Affinity.NONE);
      int port = freePort();
      try (var backends = Backends.start(cluster, traffic);
          var listener = DatagramListener.start(HERE, port, target, backends, traffic)) {
        assertThat(listener).isNotNull();
        var pods = new HashSet<String>();
        for (int i = 0; i < 4; i++) {
          try (var client = new DatagramSocket()) {
            String first = ask(client, port, "hello");
            assertThat(first).endsWith(" hello");
            assertThat(ask(client, port, "again")).isEqualTo(first.replace("hello", "again"));
            pods.add(first);
          }
        }
        assertThat(pods).containsExactlyInAnyOrder("one hello", "two hello");
      }
    }
  }

  private static String ask(DatagramSocket client, int port, String text) throws IOException {
    client.setSoTimeout(10_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    client.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(HERE, port)));
    var answer = new DatagramPacket(new byte[100], 100);
    client.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, HERE)) {
      return socket.getLocalPort();
    }
  }

  /** Answers each datagram with its name and what it got. */
  private static DatagramSocket echo(String name) throws IOException {
    var socket = new DatagramSocket(0, HERE);
    Thread.ofVirtual()
        .start(() -> {
          byte[] buffer = new byte[100];
          while (!socket.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
              socket.receive(packet);
              String text = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
              byte[] answer = (name + " " + text).getBytes(StandardCharsets.UTF_8);
              socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
              return;
            }
          }
        });
    return socket;
  }
}
