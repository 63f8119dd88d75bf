package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  @Test
  void signalsTheProcessItMeans() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      var identity = ProcessIdentity.of(process.pid()).orElseThrow();
      var earlier = new ProcessIdentity(identity.pid(), identity.started() - 1);

      assertThat(ProcessIdentity.parse(identity.toString())).isEqualTo(identity);
      assertThat(earlier.isAlive()).isFalse();
      assertThat(earlier.signal(Signals.KILL)).isFalse();
      assertThat(process.isAlive()).isTrue();
      assertThat(identity.signal(Signals.TERM)).isTrue();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(identity.isAlive()).isFalse();
      assertThat(identity.signal(Signals.TERM)).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void readsSignalNames() {
    assertThat(Signals.find("SIGTERM")).hasValue(15);
    assertThat(Signals.find("term")).hasValue(15);
    assertThat(Signals.find("9")).hasValue(9);
    assertThat(Signals.find("SIGRTMIN+3")).hasValue(37);
    assertThat(Signals.find("RTMAX-1")).hasValue(63);
    assertThat(Signals.find("SIGNOPE")).isEmpty();
    assertThat(Signals.find("0")).isEmpty();
    assertThat(Signals.find("65")).isEmpty();
  }
}
