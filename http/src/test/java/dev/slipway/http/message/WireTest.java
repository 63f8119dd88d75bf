package dev.slipway.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
  private ServerSocket server;
  private Socket peer;
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    peer = new Socket(server.getInetAddress(), server.getLocalPort());
    wire = new Wire(server.accept());
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    peer.close();
    server.close();
  }

  @Test
  void aHeadThatComesInDropsIsGivenUp() throws Exception {
    wire.readTimeout(Duration.ofSeconds(20));
    Thread slow =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (char c : "GET / HTTP/1.1\r\nHost: a\r\n".repeat(100).toCharArray()) {
                  peer.getOutputStream().write(c);
                  Thread.sleep(10);
                }
              } catch (IOException | InterruptedException e) {
                // Given up.
              }
            });

    assertThatThrownBy(() -> wire.readHead(Duration.ofMillis(200)))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("took too long");
    slow.interrupt();
  }

  @Test
  void aWaitForTheFirstByteDoesNotCount() throws Exception {
    Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(100);
            peer.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
          } catch (IOException | InterruptedException e) {
            // The test says what is missing.
          }
        });

    assertThat(wire.readHead(Duration.ofMillis(60))).isPresent();
  }

  @Test
  void tellsThatThePeerDoesNotRead() throws Exception {
    assertThat(wire.isStuck(Duration.ZERO)).isFalse();
    Thread.ofVirtual()
        .start(() -> {
          try {
            wire.out().write(new byte[64 << 20]);
          } catch (IOException e) {
            // The peer is closed at the end.
          }
        });
    await().until(() -> wire.isStuck(Duration.ofMillis(50)));
  }
}
