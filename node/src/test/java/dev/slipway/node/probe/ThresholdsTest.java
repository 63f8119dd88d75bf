package dev.slipway.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.node.probe.Thresholds.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
  /** S, F and U are results; the verdict after each is W(ell), I(ll) or - (undecided). */
  @ParameterizedTest
  @CsvSource({
    "1, 3, ILL, SFFFS, WWWIW",
    "1, 3, WELL, FFSFFF, WWWWWI",
    "2, 1, ILL, SFSSF, IIIWI",
    "1, 3, UNDECIDED, FFUFS, ---IW",
    "1, 2, UNDECIDED, FSFF, -WWI",
    "3, 1, WELL, SSSF, WWWI"
  })
  void countsConsecutiveResults(
      int success, int failure, Verdict initial, String results, String verdicts) {
    var thresholds = new Thresholds(probe(success, failure), initial);
    var seen = new StringBuilder();
    for (int i = 0; i < results.length(); i++) {
      thresholds.count(result(results.charAt(i)));
      seen.append(
          switch (thresholds.verdict()) {
            case WELL -> 'W';
            case ILL -> 'I';
            case UNDECIDED -> '-';
          });
    }

    assertThat(seen.toString()).isEqualTo(verdicts);
  }

  private static ProbeResult result(char result) {
    return result == 'S'
        ? new ProbeResult.Success()
        : result == 'F' ? new ProbeResult.Failure("ill") : new ProbeResult.Unknown("?");
  }

  private static Probe probe(int success, int failure) {
    String json =
        "{\"successThreshold\":%d,\"failureThreshold\":%d,\"tcpSocket\":{\"port\":\"http\"}}"
            .formatted(success, failure);
    return Probe.of(
        Json.parse(json.getBytes(StandardCharsets.UTF_8), "probe"), Map.of("http", 8080));
  }

  @Test
  void readsDefaultsAndNamedPorts() {
    Probe probe = probe(1, 3);

    assertThat(probe.timeout()).hasSeconds(1);
    assertThat(probe.period()).hasSeconds(10);
    assertThat(probe.check()).isEqualTo(new Probe.Check.TcpSocket(Optional.empty(), 8080));
  }
}
