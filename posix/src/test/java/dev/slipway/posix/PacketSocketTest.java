package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketSocketTest {
  private static final String SERVER =
      """
      import socket, sys
      listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
      import os
      os.chdir(sys.argv[1])
      listener.bind("socket")
      listener.listen(1)
      print("listening", flush=True)
      peer, _ = listener.accept()
      while True:
          message = peer.recv(65536)
          if not message:
              break
          peer.send(b"<" + message + b">")
      """;

  @TempDir Path directory;

  @Test
  void carriesMessagesBothWaysWhereverTheSocketIs() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(100)).resolve("e".repeat(50)));
    Process server = new ProcessBuilder("python3", "-c", SERVER, deep.toString()).start();
    try (var lines = server.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("listening");
      try (var socket = PacketSocket.connect(deep.resolve("socket"))) {
        send(socket, "one");
        send(socket, "two");
        assertThat(text(socket.receive())).isEqualTo("<one>");
        assertThat(text(socket.receive())).isEqualTo("<two>");
        socket.endSending();
        assertThat(socket.receive()).isEmpty();
      }
      assertThat(server.waitFor()).isZero();
    }
  }

  @Test
  void saysWhereNobodyListens() {
    assertThatThrownBy(() -> PacketSocket.connect(directory.resolve("nothing")))
        .isInstanceOf(PosixException.class)
        .hasMessageContaining("nothing");
  }

  private static void send(PacketSocket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.send(bytes, 0, bytes.length);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
