package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.client.Login;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class PullSecretsTest {
  private static final String LOGIN = "{\"username\":\"u\",\"password\":\"p\"}";

  @ParameterizedTest
  @CsvSource({
    "registry.test:5000, registry.test:5000/a/b:1, true",
    "https://registry.test:5000, registry.test:5000/a/b:1, true",
    "http://registry.test:5000/v2/, registry.test:5000/a/b:1, true",
    "registry.test, registry.test:5000/a/b:1, false",
    "*.test.example, eu.test.example/a:1, true",
    "*.test.example, a.eu.test.example/a:1, false",
    "eu-*.pkg.dev, eu-west1.pkg.dev/p/r/i:1, true",
    "registry.test/team, registry.test/team/app:1, true",
    "registry.test/team, registry.test/teams/app:1, false",
    "https://index.docker.io/v1/, nginx:1, true",
    "docker.io, library/nginx:1, true"
  })
  void findsTheLoginOfAnImage(String key, String image, boolean found) {
    KubeObject secret = secret(".dockerconfigjson", "{\"auths\":{\"" + key + "\":" + LOGIN + "}}");

    assertThat(PullSecrets.logins(List.of(secret), ImageReference.parse(image)))
        .isEqualTo(found ? List.of(new Login("u", "p")) : List.of());
  }

  @Test
  void readsTheOlderKindAndBothWaysToWriteALogin() {
    String auth = Base64.getEncoder().encodeToString("v:q:r".getBytes(StandardCharsets.UTF_8));
    KubeObject old = secret(".dockercfg", "{\"r.test\":{\"auth\":\"" + auth + "\"}}");
    KubeObject both =
        secret(
            ".dockerconfigjson",
            "{\"auths\":{\"r.test\":%s,\"r.test/x\":{\"auth\":\"%s\"}}}".formatted(LOGIN, auth));
    KubeObject broken = secret(".dockerconfigjson", "{\"auths\":");

    assertThat(PullSecrets.logins(List.of(old), ImageReference.parse("r.test/x:1")))
        .containsExactly(new Login("v", "q:r"));
    assertThat(PullSecrets.logins(List.of(broken, both), ImageReference.parse("r.test/x:1")))
        .as("the most special one first")
        .containsExactly(new Login("v", "q:r"), new Login("u", "p"));
  }

  private static KubeObject secret(String key, String document) {
    String data = Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
    String text =
        "{\"metadata\":{\"name\":\"s\",\"namespace\":\"n\"},\"data\":{\"%s\":\"%s\"}}"
            .formatted(key, data);
    return KubeObject.of((ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8), "secret"));
  }
}
