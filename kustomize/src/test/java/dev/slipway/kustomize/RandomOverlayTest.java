package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every overlay, whatever it says. */
class RandomOverlayTest {
  @TempDir Path directory;

  static LongStream seeds() {
    return LongStream.range(1000, 1100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anOverlayThatSaysNothingChangesNothing(long seed) throws IOException {
    Path overlay = new RandomOverlay(seed, directory).write();
    String base;
    try {
      base = Kustomize.build(overlay).yaml();
    } catch (InputException e) {
      assertThat(e.position().file()).isNotEmpty();
      return;
    }
    Path empty = Files.createDirectories(directory.resolve("empty"));
    Files.writeString(empty.resolve("kustomization.yaml"), "resources:\n- ../overlay\n");

    assertThat(Kustomize.build(empty).yaml()).isEqualTo(base);
    assertThat(Kustomize.build(overlay).yaml()).isEqualTo(base);
  }
}
