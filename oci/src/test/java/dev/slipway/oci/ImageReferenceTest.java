package dev.slipway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String HEX =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx, nginx",
    "nginx:alpine, docker.io/library/nginx:alpine, nginx:alpine",
    "grafana/loki:3, docker.io/grafana/loki:3, grafana/loki:3",
    "index.docker.io/nginx, docker.io/library/nginx, nginx",
    "localhost/web, localhost/web, localhost/web",
    "localhost:5000/web:1, localhost:5000/web:1, localhost:5000/web:1",
    "LOCALHOST/web, LOCALHOST/web, LOCALHOST/web",
    "us-central1-docker.pkg.dev/p/doctor-app/backend:latest,"
        + " us-central1-docker.pkg.dev/p/doctor-app/backend:latest,"
        + " us-central1-docker.pkg.dev/p/doctor-app/backend:latest",
    "[::1]:5000/web, [::1]:5000/web, [::1]:5000/web"
  })
  void completesNamesAsDockerDoes(String text, String complete, String familiar) {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference).hasToString(complete);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(ImageReference.parse(complete)).isEqualTo(reference);
  }

  @Test
  void takesTagAndDigestTogether() {
    ImageReference reference = ImageReference.parse("a/b:1@sha256:" + HEX);
    assertThat(reference.tag()).contains("1");
    assertThat(reference.selector()).isEqualTo("sha256:" + HEX);
    assertThat(ImageReference.parse("a/b").selector()).isEqualTo("latest");
    assertThat(ImageReference.parse("a/b").effectiveTag()).contains("latest");
    assertThat(ImageReference.parse("a/b@sha256:" + HEX).effectiveTag()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "Nginx",
        "a//b",
        "a/../b",
        "/a",
        "a/",
        "a:.b",
        "a:",
        "a..b",
        "a___b",
        "a@sha256:12",
        "-a",
        "a b",
        HEX,
        "host.example:port/a"
      })
  void refusesWhatIsNoName(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(InputException.class);
  }

  @Test
  void longNamesAreCheckedInNoTime() {
    String nasty = "a".repeat(30) + "-".repeat(200) + "!";
    assertThat(RepositoryNames.isName(nasty)).isFalse();
    assertThat(RepositoryNames.isName("a-------b__c.d/e0")).isTrue();
    assertThat(RepositoryNames.isTag("_" + "x".repeat(127))).isTrue();
    assertThat(RepositoryNames.isTag("_" + "x".repeat(128))).isFalse();
  }
}
