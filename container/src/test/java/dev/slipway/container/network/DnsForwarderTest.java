package dev.slipway.container.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsForwarderTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void passesDatagramsOnAndBack() throws Exception {
    int nobody = freePort();
    try (var server = new DatagramSocket(0, LOOPBACK);
        var client = new DatagramSocket(0, LOOPBACK)) {
      Thread.ofVirtual().start(() -> echo(server));
      try (var forwarder =
          DnsForwarder.listen(
              new InetSocketAddress(LOOPBACK, 0),
              LocalNames.NONE,
              () -> List.of(address(nobody), address(server.getLocalPort())))) {
        byte[] query = "query".getBytes(StandardCharsets.UTF_8);
        client.setSoTimeout(10_000);
        client.send(new DatagramPacket(query, query.length, LOOPBACK, forwarder.port()));
        var answer = new DatagramPacket(new byte[100], 100);
        client.receive(answer);

        assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
            .isEqualTo("query");
        assertThat(answer.getPort()).isEqualTo(forwarder.port());
      }
    }
  }

  @Test
  void passesStreamsOnAndBack() throws Exception {
    byte[] message = new byte[40_000];
    message[39_999] = 7;
    try (var server = new ServerSocket(0, 5, LOOPBACK)) {
      Thread.ofVirtual().start(() -> echo(server));
      try (var forwarder =
              DnsForwarder.listen(
                  new InetSocketAddress(LOOPBACK, 0),
                  LocalNames.NONE,
                  () -> List.of(address(server.getLocalPort())));
          var client = new Socket(LOOPBACK, forwarder.port())) {
        var output = new DataOutputStream(client.getOutputStream());
        output.writeShort(message.length);
        output.write(message);
        var input = new DataInputStream(client.getInputStream());
        byte[] answer = new byte[input.readUnsignedShort()];
        input.readFully(answer);

        assertThat(answer).isEqualTo(message);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static void echo(DatagramSocket server) {
    try {
      var packet = new DatagramPacket(new byte[100], 100);
      server.receive(packet);
      server.send(packet);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void echo(ServerSocket server) {
    try (Socket socket = server.accept()) {
      var input = new DataInputStream(socket.getInputStream());
      byte[] message = new byte[input.readUnsignedShort()];
      input.readFully(message);
      var output = new DataOutputStream(socket.getOutputStream());
      output.writeShort(message.length);
      output.write(message);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(LOOPBACK, port);
  }
}
