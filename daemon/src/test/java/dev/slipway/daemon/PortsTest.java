package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void namesTheOwnerOfATakenPortAndTheOptionForAnother() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      int free = freePort();

      assertThatThrownBy(() -> Ports.requireFree(settings(free, port, free)))
          .isInstanceOf(SlipwayException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("java (process " + ProcessHandle.current().pid() + ")")
          .hasMessageContaining("--kubernetes-port");
      assertThatThrownBy(() -> Ports.requireFree(settings(port, free, free)))
          .hasMessageContaining("'slipway up --port PORT'");
      assertThatThrownBy(() -> Ports.requireFree(settings(free, free, port)))
          .hasMessageContaining("--ingress-port");
      assertThatCode(() -> Ports.requireFree(settings(free, free, free)))
          .doesNotThrowAnyException();
    }
  }

  private static Settings settings(int http, int kubernetes, int ingress) {
    return new Settings(
        http, kubernetes, ingress, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
