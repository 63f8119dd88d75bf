package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.kustomize.CaseFile.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Builds the same directory with a kubectl and with ours; failures must be failures in both. */
class KubectlComparisonIT {
  private static final Pattern VERSION = Pattern.compile("Kustomize Version: v5\\.[4-9]");
  private static final int RANDOM_OVERLAYS = 100;

  @TempDir Path directory;

  @BeforeAll
  static void locate() {
    Assumptions.assumeTrue(
        isSuitable("kubectl"), "there is no kubectl with kustomize v5.4 or newer to compare with");
  }

  private static boolean isSuitable(String program) {
    try {
      var result = Command.of(program, "version", "--client").run();
      return result.succeeded() && VERSION.matcher(result.stdout()).find();
    } catch (SlipwayException e) {
      // No such program.
      return false;
    }
  }

  static Stream<Case> cases() {
    return CaseFile.comparable();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ownOverlays(Case overlay) {
    compare(overlay.write(directory));
  }

  static LongStream seeds() {
    return LongStream.range(0, RANDOM_OVERLAYS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomOverlays(long seed) throws IOException {
    compare(new RandomOverlay(seed, directory).write());
  }

  private static void compare(Path overlay) {
    var theirs = Command.of("kubectl", "kustomize", overlay.toString()).run();
    Optional<String> ours = build(overlay);
    if (theirs.succeeded()) {
      assertThat(ours).contains(theirs.stdout());
    } else {
      assertThat(ours).as(theirs.stderr()).isEmpty();
    }
  }

  private static Optional<String> build(Path overlay) {
    try {
      return Optional.of(Kustomize.build(overlay).yaml());
    } catch (InputException e) {
      return Optional.empty();
    }
  }
}
