package dev.slipway.kustomize;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that fuzzing started from, or that broke something once. */
class FuzzRegressionTest {
  static List<Path> inputs() throws IOException, URISyntaxException {
    var folder = Objects.requireNonNull(FuzzRegressionTest.class.getResource("/fuzz"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  @Timeout(20)
  void endsInAResultOrAnErrorWithAPlace(Path input) throws IOException {
    FuzzTargets.fuzzerTestOneInput(Files.readAllBytes(input));
  }
}
