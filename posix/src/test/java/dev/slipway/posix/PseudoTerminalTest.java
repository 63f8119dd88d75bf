package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PseudoTerminalTest {
  private static final String SCRIPT =
      "exec <\"$0\" >\"$0\" 2>&1; stty size; tty; read line; echo got $line";

  @Test
  void programsTalkThroughIt() throws IOException, InterruptedException {
    try (PseudoTerminal terminal = PseudoTerminal.open()) {
      terminal.resize(120, 40);
      var output = new ByteArrayOutputStream();
      Process process =
          new ProcessBuilder("setsid", "--wait", "sh", "-c", SCRIPT, terminal.device().toString())
              .start();
      Thread reader = terminal.read(output::writeBytes);
      terminal.input().write("hello\n".getBytes(StandardCharsets.UTF_8));
      assertThat(process.waitFor()).isZero();
      reader.join();

      assertThat(output.toString(StandardCharsets.UTF_8))
          .contains("40 120")
          .contains(terminal.device().toString())
          .contains("got hello");
    }
  }
}
