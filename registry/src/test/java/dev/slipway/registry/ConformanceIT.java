package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the conformance program of the OCI distribution specification when its path is given: {@code
 * -Dslipway.conformance=/path/to/conformance}.
 */
class ConformanceIT {
  private static final String PROGRAM = System.getProperty("slipway.conformance", "");

  @TempDir Path directory;

  @BeforeAll
  static void needsTheProgram() {
    Assumptions.assumeTrue(
        !PROGRAM.isEmpty() && Command.exists(PROGRAM),
        "the OCI conformance program is not given by -Dslipway.conformance=PATH; skipped");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stable", "dev"})
  void nothingFails(String version) throws IOException {
    try (TestRegistry server = TestRegistry.start(directory)) {
      Path results = Files.createDirectories(Path.of("target", "conformance", version));
      Command.Result result =
          Command.of(PROGRAM)
              .withDirectory(directory)
              .withEnvironment("OCI_REGISTRY", server.host())
              .withEnvironment("OCI_TLS", "disabled")
              .withEnvironment("OCI_REPO1", "p/conformance/one")
              .withEnvironment("OCI_REPO2", "p/conformance/two")
              .withEnvironment("OCI_USERNAME", "admin")
              .withEnvironment("OCI_PASSWORD", "admin")
              .withEnvironment("OCI_VERSION", version)
              .withEnvironment("OCI_RESULTS_DIR", results.toAbsolutePath().toString())
              .withLimit(Duration.ofMinutes(3))
              .run();
      assertThat(result.exit()).as(result.stdout() + result.stderr()).isZero();
    }
  }
}
