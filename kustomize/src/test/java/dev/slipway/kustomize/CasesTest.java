package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.CaseFile.Case;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own overlays against what kustomize printed for them. */
class CasesTest {
  @TempDir Path directory;

  static Stream<Case> cases() {
    return CaseFile.comparable();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void buildsTheSameBytes(Case overlay) {
    overlay.write(directory);
    if (overlay.fails()) {
      assertThatThrownBy(() -> Kustomize.build(directory)).isInstanceOf(InputException.class);
      return;
    }
    assertThat(Kustomize.build(directory).yaml()).isEqualTo(overlay.expected());
    assertThat(Kustomize.build(directory).yaml()).isEqualTo(overlay.expected());
  }

  @Test
  void thereAreManyOfThem() {
    assertThat(CaseFile.all().count()).isGreaterThanOrEqualTo(150);
  }
}
