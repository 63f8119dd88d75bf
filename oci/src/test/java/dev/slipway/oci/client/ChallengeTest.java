package dev.slipway.oci.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChallengeTest {
  @Test
  void readsWhatRegistriesSend() {
    Challenge bearer =
        Challenge.parse(
            "Bearer realm=\"https://auth.example/token?a=b,c\", service=\"r.example\","
                + "scope=\"repository:a/b:pull,push\",error=invalid_token");
    assertThat(bearer.scheme()).isEqualTo("bearer");
    assertThat(bearer.parameter("realm")).isEqualTo("https://auth.example/token?a=b,c");
    assertThat(bearer.parameter("service")).isEqualTo("r.example");
    assertThat(bearer.parameter("scope")).isEqualTo("repository:a/b:pull,push");
    assertThat(bearer.parameter("error")).isEqualTo("invalid_token");
    assertThat(bearer.parameter("none")).isEmpty();
    assertThat(Challenge.parse("Basic realm=\"x\"").scheme()).isEqualTo("basic");
    assertThat(Challenge.parse("Negotiate").scheme()).isEqualTo("negotiate");
    assertThat(Challenge.parse("").scheme()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io, https://registry-1.docker.io",
    "127.0.0.1:7717, http://127.0.0.1:7717",
    "127.1.2.3, http://127.1.2.3",
    "localhost:5000, http://localhost:5000",
    "r.localhost:5000, http://r.localhost:5000",
    "[::1]:5000, http://[::1]:5000",
    "127.example.com, https://127.example.com",
    "ghcr.io, https://ghcr.io"
  })
  void onlyLoopbackIsReachedWithoutEncryption(String host, String root) {
    assertThat(Endpoints.STANDARD.find(host)).isEqualTo(URI.create(root));
  }
}
