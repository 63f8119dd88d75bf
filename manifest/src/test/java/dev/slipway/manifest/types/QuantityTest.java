package dev.slipway.manifest.types;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0.5,500m",
    "1000m,1",
    "1024Mi,1Gi",
    "1.5Gi,1536Mi",
    "100,100",
    "1000,1k",
    "1500,1500",
    "64Mi,64Mi",
    "0,0",
    "0Gi,0",
    "1e3,1e3",
    "0.1m,100u",
    "-2,-2",
    "1k,1k",
    "512Ki,512Ki",
    "1Ki,1Ki",
    "12345678901234567890,12345678901234567890",
    "0.5Ki,512"
  })
  void isWrittenInItsOneCanonicalForm(String text, String canonical) {
    assertThat(Quantity.parse(text).orElseThrow().canonical()).isEqualTo(canonical);
  }

  @Test
  void refusesWhatIsNoAmount() {
    for (String text : new String[] {"", "x", "1Zi", "1 Mi", "Mi", "1.2.3", "--1"}) {
      assertThat(Quantity.parse(text)).as(text).isEmpty();
    }
  }
}
