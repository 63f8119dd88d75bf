package dev.slipway.runner.builtin.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupGoTest {
  @ParameterizedTest
  @CsvSource({
    "'module x\n\ngo 1.22\n', 1.22",
    "'module x\n\ngo 1.21.0\n\ntoolchain go1.22.5\n', 1.22.5",
    "'go 1.20\nuse ./a\n', 1.20",
    "'nodejs 20\ngolang 1.21.3\n', 1.21.3",
    "'1.19.4\n', 1.19.4",
  })
  void aFileSaysWhichGoIsWanted(String text, String version) {
    assertThat(SetupGo.inFile(text.replace("\\n", "\n"))).isEqualTo(version);
  }
}
