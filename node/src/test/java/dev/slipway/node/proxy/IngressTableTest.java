package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.http.message.Fields;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
    "only.example, /other, fallback",
    "a.example, /anything, wild",
    "a.b.example, /, root",
    "example, /, root"
  })
  void picksTheMostSpecificRule(String host, String path, String service) {
    assertThat(find(TABLE, host, path))
        .hasValueSatisfying(m -> assertThat(m.port().service().name()).isEqualTo(service));
  }

  private static Optional<IngressTable.Match> find(IngressTable table, String host, String target) {
    var head = new RequestHead("GET", target, "HTTP/1.1", Fields.EMPTY.with("Host", host));
    return table.find(head, port -> true);
  }

  /** A host has its own server: what its rules do not want is not another application's. */
  @Test
  void aHostIsNotAnsweredForByTheRulesOfOthers() {
    IngressTable table =
        IngressTable.of(
            List.of(
                ingress("{\"rules\":[" + rule("", "/", "open") + "]}"),
                ingress("{\"rules\":[" + rule("own.example", "/api", "own") + "]}")),
            (ingress, why) -> {});
    assertThat(find(table, "own.example", "/api/x")).isPresent();
    assertThat(find(table, "own.example", "/")).isEmpty();
    assertThat(find(table, "else.example", "/")).isPresent();
  }

  private static String rule(String host, String path, String service) {
    return """
    {"host":"%s","http":{"paths":[{"path":"%s","pathType":"ImplementationSpecific",
     "backend":{"service":{"name":"%s","port":{"number":1}}}}]}}\
    """
        .formatted(host, path, service);
  }

  private static IngressTable annotated(String path, String annotation, String value) {
    KubeObject ingress =
        ingress("{\"rules\":[" + rule("", path, "web") + "]}")
            .edited(tree ->
                tree.withObject("/metadata")
                    .putObject("annotations")
                    .put("nginx.ingress.kubernetes.io/" + annotation, value));
    return IngressTable.of(
        List.of(ingress),
        (i, why) -> {
          throw new IllegalStateException(why);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/api(/|$)(.*), /$2, /api, /",
    "/api(/|$)(.*), /$2, /api/v1/x?a=b%20c, /v1/x?a=b%20c",
    "/api(/|$)(.*), /$2, /API/v1, /v1",
    "/api(/|$)(.*), /$2, /api/a%20b%3Fc/../d, /d",
    "/api(/|$)(.*), /$2, /api/a%20b%3Fc, /a%20b%3Fc",
    "/old/([a-z]+)/([0-9]+), /new/$2/$1?from=old, /old/shoes/42?x=1, /new/42/shoes?from=old&x=1",
    "/app, /, /app/deep, /",
    "/app, /$3, /app/deep, /",
  })
  void rewritesPathsByTheGroupsOfARule(String path, String target, String asked, String sent) {
    assertThat(find(annotated(path, "rewrite-target", target), "any", asked))
        .hasValueSatisfying(m -> assertThat(m.target()).isEqualTo(sent));
  }

  @Test
  void patternsMatchFromTheBeginningAndGiveUpInTime() {
    IngressTable table = annotated("/v[0-9]+/", "use-regex", "true");
    assertThat(find(table, "any", "/v12/x")).isPresent();
    assertThat(find(table, "any", "/a/v12/x")).isEmpty();
    IngressTable slow = annotated("/(a|aa)+$", "use-regex", "true");
    assertThat(find(slow, "any", "/" + "a".repeat(5000) + "b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "rewrite-target, http://elsewhere/$1",
    "rewrite-target, /$host",
    "proxy-body-size, 8 apples",
    "proxy-read-timeout, 0",
  })
  void refusesWhatCannotBeFollowed(String annotation, String value) {
    assertThatThrownBy(() -> annotated("/x", annotation, value))
        .hasMessageContaining("nginx.ingress.kubernetes.io/" + annotation);
    assertThatThrownBy(() -> annotated("/(", "use-regex", "true"))
        .hasMessageContaining("no regular expression");
  }

  @Test
  void readsSizesAndTimes() {
    assertThat(find(annotated("/", "proxy-body-size", "8m"), "any", "/"))
        .hasValueSatisfying(m -> assertThat(m.terms().largestBody()).isEqualTo(8 << 20));
    assertThat(find(annotated("/", "proxy-body-size", "0"), "any", "/"))
        .hasValueSatisfying(m -> assertThat(m.terms().largestBody()).isEqualTo(Long.MAX_VALUE));
    assertThat(find(annotated("/", "proxy-read-timeout", "300"), "any", "/"))
        .hasValueSatisfying(m -> assertThat(m.terms().patience()).hasSeconds(300));
  }
}
