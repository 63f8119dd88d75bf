package dev.slipway.manifest.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What is taken and does nothing is told. */
class WarningsTest {
  @Test
  void annotationsOfTheProxyThatItDoesNotKnow() {
    String prefix = "nginx.ingress.kubernetes.io/";
    var ingress =
        parse(
            """
            {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"a","annotations":{
              "nginx.ingress.kubernetes.io/rewrite-target":"/$1",
              "nginx.ingress.kubernetes.io/auth-url":"http://a",
              "nginx.ingress.kubernetes.io/ssl-redirect":"false",
              "nginx.ingress.kubernetes.io/canary":"true",
              "nginx.ingress.kubernetes.io/canary-weight":"10",
              "nginx.ingress.kubernetes.io/backend-protocol":"HTTP",
              "networking.gke.io/managed-certificates":"c"}},"spec":{"rules":[]}}
            """);
    assertThat(Warnings.of(ingress))
        .singleElement()
        .asString()
        .startsWith("metadata.annotations[" + prefix + "auth-url] has no effect");
  }

  @Test
  void aTimeForWhichAClientKeepsItsPod() {
    String service =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[],
          "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":%d}}}}
        """;
    assertThat(Warnings.of(parse(service.formatted(10_800)))).isEmpty();
    assertThat(Warnings.of(parse(service.formatted(60))))
        .singleElement()
        .asString()
        .contains("timeoutSeconds has no effect");
  }

  private static KubeObject parse(String json) {
    return KubeObject.of((ObjectNode) Json.MAPPER.readTree(json));
  }
}
