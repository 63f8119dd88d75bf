package dev.slipway.node.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderDecoderTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static List<String> lines(HeaderDecoder decoder, String block) throws Exception {
    return decoder.decode(hex(block)).stream().map(f -> f.name() + "=" + f.value()).toList();
  }

  @Test
  void readsTheRequestsOfRfc7541OneAfterTheOther() throws Exception {
    var decoder = new HeaderDecoder(); // appendix C.4: packed texts, a table that grows
    assertThat(lines(decoder, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
        .containsExactly(":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com");
    assertThat(lines(decoder, "8286 84be 5886 a8eb 1064 9cbf"))
        .containsExactly(
            ":method=GET",
            ":scheme=http",
            ":path=/",
            ":authority=www.example.com",
            "cache-control=no-cache");
    assertThat(lines(decoder, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
        .containsExactly(
            ":method=GET",
            ":scheme=https",
            ":path=/index.html",
            ":authority=www.example.com",
            "custom-key=custom-value");
  }

  @Test
  void readsWhatTheEncoderWrites() throws Exception {
    var fields =
        List.of(
            new HeaderField(":status", "200"),
            new HeaderField("long", "x".repeat(70_000 / 2)),
            new HeaderField("empty", ""));
    assertThat(new HeaderDecoder().decode(HeaderEncoder.encode(fields))).isEqualTo(fields);
  }

  /** An unknown index, a cut text, an endless number, a table too large, a cut packed text. */
  @ParameterizedTest
  @ValueSource(strings = {"c6", "00 05 61", "7f ffff ffff ff01", "3f ff ff 7f", "00 83 f1"})
  void refusesWhatIsBroken(String block) {
    assertThatThrownBy(() -> new HeaderDecoder().decode(hex(block)))
        .isInstanceOf(Http2Exception.class);
  }

  /** One byte each names the largest field of the table again. */
  @Test
  void refusesASmallBlockThatGrowsBeyondMeasure() {
    String large = "40 01 61 7f 81 1e" + "61".repeat(4000);
    assertThatThrownBy(() -> new HeaderDecoder().decode(hex(large + "be".repeat(1000))))
        .isInstanceOf(Http2Exception.class)
        .hasMessageContaining("64 KiB");
  }
}
