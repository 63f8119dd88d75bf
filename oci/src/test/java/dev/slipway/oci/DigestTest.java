package dev.slipway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void namesBytes() {
    assertThat(Digest.of(new byte[0])).hasToString(EMPTY);
    assertThat(Digest.of(Digest.Algorithm.SHA512, new byte[0]).toString())
        .startsWith("sha512:cf83e1357eefb8bd")
        .hasSize(7 + 128);
    assertThat(Digest.parse(EMPTY)).isEqualTo(Digest.of(new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha256",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:../../../../../etc/passwd",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      })
  void refusesEverythingElse(String text) {
    assertThat(Digest.find(text)).isEmpty();
    assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(InputException.class);
  }

  @Test
  void isAStringInJson() {
    Digest digest = Digest.of("x".getBytes(StandardCharsets.UTF_8));
    byte[] json = Json.bytes(List.of(digest));
    assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("[\"" + digest + "\"]");
    assertThat(Json.parse(json, "test", Digest[].class)).containsExactly(digest);
  }

  @Test
  void chainsLayersAsTheSpecificationSays() {
    Digest a = Digest.of(new byte[] {1});
    Digest b = Digest.of(new byte[] {2});
    ChainId both = ChainId.of(List.of(a, b)).orElseThrow();
    assertThat(ChainId.of(List.of(a))).contains(new ChainId(a));
    assertThat(both.digest()).isEqualTo(Digest.of((a + " " + b).getBytes(StandardCharsets.UTF_8)));
    assertThat(ChainId.of(Optional.of(new ChainId(a)), b)).isEqualTo(both);
    assertThat(ChainId.of(List.of())).isEmpty();
  }
}
