package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class IngressTableTest {
  private static final IngressTable TABLE =
      IngressTable.of(
          List.of(
              ingress(
                  """
                  {"defaultBackend":{"service":{"name":"fallback","port":{"number":1}}},
                   "rules":[
                   {"http":{"paths":[
                     {"path":"/","pathType":"Prefix","backend":{"service":{"name":"root","port":{"number":1}}}},
                     {"path":"/api","pathType":"Prefix","backend":{"service":{"name":"api","port":{"number":1}}}},
                     {"path":"/api/","pathType":"Exact","backend":{"service":{"name":"slash","port":{"number":1}}}},
                     {"path":"/impl/","pathType":"ImplementationSpecific","backend":{"service":{"name":"impl","port":{"name":"http"}}}}]}},
                   {"host":"only.example","http":{"paths":[
                     {"path":"/x","pathType":"Exact","backend":{"service":{"name":"exact","port":{"number":1}}}},
                     {"path":"/x","pathType":"Prefix","backend":{"service":{"name":"prefix","port":{"number":1}}}}]}},
                   {"host":"*.example","http":{"paths":[
                     {"path":"/","pathType":"Prefix","backend":{"service":{"name":"wild","port":{"number":1}}}}]}}]}
                  """)),
          (ingress, why) -> {});

  private static KubeObject ingress(String spec) {
    String json =
        "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",\"metadata\":{\"name\":\"i\",\"namespace\":\"n\"},\"spec\":"
            + spec
            + "}";
    return KubeObject.of((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "ingress"));
  }

  @ParameterizedTest
  @CsvSource({
    "any, /, root",
    "any, /other, root",
    "any, /api, api",
    "any, /api/, slash",
    "any, /api/v1, api",
    "any, /apix, root",
    "any, /impl, impl",
    "any, /impl/deep, impl",
    "only.example, /x, exact",
    "only.example, /x/y, prefix",
    "only.example, /other, wild",
    "a.example, /anything, wild",
    "a.b.example, /, root",
    "example, /, root"
  })
  void picksTheMostSpecificRule(String host, String path, String service) {
    assertThat(TABLE.find(host, path, Fields.EMPTY, target -> true))
        .hasValueSatisfying(t -> assertThat(t.service().name()).isEqualTo(service));
  }
}
