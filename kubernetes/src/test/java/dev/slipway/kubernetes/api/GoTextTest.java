package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {
  private static final String FFFD = "efbfbd";

  @ParameterizedTest
  @CsvSource({
    "61ff62, 61R62",
    "c3a4, c3a4",
    "c3, R",
    "c328, R28",
    "c0af, RR",
    "e28261, RR61",
    "eda080, RRR",
    "e0808a, RRR",
    "f09f9880, f09f9880",
    "f4908080, RRRR",
    "f8, R",
    "80bf, RR",
  })
  void eachByteThatIsNoTextStandsForOneCharacter(String bytes, String wanted) {
    byte[] repaired = GoText.repaired(HexFormat.of().parseHex(bytes));
    assertThat(HexFormat.of().formatHex(repaired)).isEqualTo(wanted.replace("R", FFFD));
  }

  private static String repaired(String text) {
    return new String(
        GoText.repaired(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void halvesOfPairsAreReplacedAndNothingElse() {
    assertThat(repaired("\\ud83d\\ude00")).isEqualTo("\\ud83d\\ude00");
    assertThat(repaired("\\ud83d")).isEqualTo("\ufffd");
    assertThat(repaired("\\ude00x")).isEqualTo("\ufffdx");
    assertThat(repaired("\\ud83d\\u0041")).isEqualTo("\ufffd\\u0041");
    assertThat(repaired("\\ud83d\\ud83d\\ude00")).isEqualTo("\ufffd\\ud83d\\ude00");
    assertThat(repaired("\\\\ud83d")).isEqualTo("\\\\ud83d");
    assertThat(repaired("\\u12")).isEqualTo("\\u12");
    assertThat(repaired("\\")).isEqualTo("\\");
  }

  @Test
  void soundTextStaysTheSameArray() {
    byte[] text = "{\"a\":\"\u00e4\\n\\u00e4\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(GoText.repaired(text)).isSameAs(text);
  }
}
