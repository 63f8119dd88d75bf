package dev.slipway.runner.builtin.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
  @ParameterizedTest
  @CsvSource({
    "20.11.1, 20, true",
    "20.11.1, 20.x, true",
    "20.11.1, 20.11, true",
    "20.11.1, 2, false",
    "20.11.1, 21, false",
    "20.11.1, >=18, true",
    "20.11.1, >=18 <20, false",
    "20.11.1, >= 20.11.1, true",
    "20.11.1, ^20.10, true",
    "20.11.1, ^20.12, false",
    "20.11.1, ~20.11.0, true",
    "20.11.1, 18 || 20, true",
    "20.11.1, 16 || 18, false",
    "20.11.1, <=20, true",
    "20.11.1, >20, false",
    "25.0.1, 25, true",
    "3.12.1, 3.12, true",
    "3.1.2, 3.12, false",
    "3.12.1, *, true",
  })
  void readsRanges(String version, String wanted, boolean satisfied) {
    assertThat(Versions.satisfies(version, wanted)).isEqualTo(satisfied);
  }
}
