package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a pod is in the middle of when everything is taken down, nothing of it stays. */
class LeftoversIT {
  @TempDir Path directory;

  @BeforeAll
  static void needsContainers() {
    Needs.containers();
  }

  /** The moments differ from machine to machine; together they hit all steps of a pod's start. */
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 50, 90, 140, 200, 300})
  void takesDownPodsInTheMiddleOfTheirStart(int millis) throws Exception {
    var machine = new TestMachine(directory, 0);
    for (int i = 0; i < 3; i++) {
      machine.create(TestMachine.pod("p" + i, TestMachine.script("/bin/sleep", "1000")));
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));

    machine.remove();

    assertThat(TestMachine.isGone(directory)).isTrue();
    String processes = Command.of("ps", "-eo", "args").run().orThrow("list processes").stdout();
    assertThat(processes.lines().filter(line -> line.contains(directory + "/run"))).isEmpty();
  }
}
