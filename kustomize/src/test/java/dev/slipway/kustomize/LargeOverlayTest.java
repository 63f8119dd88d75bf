package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time grows with the number of objects, not with its square. */
class LargeOverlayTest {
  @TempDir Path directory;

  @Test
  void twoThousandDeploymentsAndServicesBuildQuickly() throws IOException {
    Path small = LargeOverlay.write(directory.resolve("small"), 200);
    Path large = LargeOverlay.write(directory.resolve("large"), 2000);
    for (int i = 0; i < 3; i++) {
      Kustomize.build(large);
    }
    Duration few = time(small);
    Duration many = time(large);

    assertThat(Kustomize.build(large).trees()).hasSize(4001);
    // Far above what it takes, far below what anything quadratic would take.
    assertThat(many).isLessThan(Duration.ofSeconds(5));
    assertThat(many).isLessThan(few.multipliedBy(40).plusMillis(500));
  }

  private static Duration time(Path overlay) {
    long start = System.nanoTime();
    Kustomize.build(overlay).yaml();
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
