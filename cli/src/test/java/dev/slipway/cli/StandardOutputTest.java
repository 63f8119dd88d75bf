package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  @Test
  void remembersWhyTheFirstWriteFailed() {
    var full =
        new StandardOutput(
            new OutputStream() {
              private int count;

              @Override
              public void write(int one) throws IOException {
                throw new IOException("No space left on device " + ++count);
              }
            });
    var print = new PrintStream(full, false, StandardCharsets.UTF_8);
    print.println("one");
    print.flush();
    print.println("two");
    print.flush();
    assertThat(full.failure())
        .hasValueSatisfying(e -> assertThat(e).hasMessage("No space left on device 1"));
  }

  @Test
  void handsOnWhatIsPrinted() {
    var bytes = new ByteArrayOutputStream();
    var out = new StandardOutput(bytes);
    var print = new PrintStream(out, true, StandardCharsets.UTF_8);
    print.print("gr\u00fcn");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("gr\u00fcn");
    assertThat(out.failure()).isEmpty();
  }
}
