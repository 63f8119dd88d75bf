package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Time grows with the number of objects, not with its square: the benchmark says how fast. */
class LargeOverlayTest {
  @TempDir Path directory;

  @Test
  @Timeout(30)
  void eightThousandObjectsEndBeforeAnythingQuadraticWould() throws IOException {
    Rendered rendered = Kustomize.build(LargeOverlay.write(directory, 4000));

    assertThat(rendered.trees()).hasSize(8001);
    assertThat(rendered.yaml()).contains("name: prod-settings-").doesNotContain("name: settings");
  }
}
