package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.proxy.Admission.Verdict;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class AdmissionTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("10.1.2.3");

  /** An Ingress with TLS for {@code safe.example} and {@code *.example}. */
  private static Admission admission(Map<String, String> annotations) {
    var tree =
        (ObjectNode)
            Json.parse(
                """
                {"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
                 "metadata":{"name":"web","namespace":"default","annotations":{}},
                 "spec":{"tls":[{"hosts":["safe.test","*.example"],"secretName":"a"}]}}
                """
                    .getBytes(StandardCharsets.UTF_8),
                "test");
    ObjectNode all = tree.withObject("/metadata/annotations");
    annotations.forEach((name, value) -> all.put(IngressAnnotations.PREFIX + name, value));
    return Admission.of(KubeObject.of(tree));
  }

  private static Verdict judge(
      Map<String, String> annotations, String line, String host, String scheme) throws Exception {
    return admission(annotations).judge(request(line, host, ""), scheme, HERE);
  }

  private static RequestHead request(String line, String host, String fields) throws HttpProblem {
    String text = line + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
    return RequestHead.parse(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @CsvSource({
    "ssl-redirect, safe.test, http, 308",
    "ssl-redirect, SAFE.test:7780, http, 308",
    "ssl-redirect, a.example, http, 308",
    "ssl-redirect, a.b.example, http, 0",
    "ssl-redirect, other.test, http, 0",
    "ssl-redirect, safe.test, https, 0",
    "force-ssl-redirect, other.test, http, 308",
    "force-ssl-redirect, other.test, https, 0",
    "none, safe.test, http, 0"
  })
  void leadsToTlsWhereTheIngressSaysSo(String annotation, String host, String scheme, int status)
      throws Exception {
    Verdict verdict = judge(Map.of(annotation, "true"), "GET /a?b=c", host, scheme);

    if (status == 0) {
      assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    } else {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Answered.class,
              answered -> {
                assertThat(answered.head().status()).isEqualTo(status);
                assertThat(answered.head().fields().first("Location"))
                    .contains("https://" + host + "/a?b=c");
              });
    }
  }

  @Test
  void leadsElsewhereForEverOrForNow() throws Exception {
    var permanent = Map.of("permanent-redirect", "https://new.test/a");
    assertThat(judge(permanent, "GET /", "a", "http")).asString().contains("301", "new.test/a");
    var other = Map.of("permanent-redirect", "https://n", "permanent-redirect-code", "308");
    assertThat(judge(other, "GET /", "a", "http")).asString().contains("308");
    var temporal = Map.of("temporal-redirect", "https://now.test");
    assertThat(judge(temporal, "GET /", "a", "http")).asString().contains("302", "now.test");

    assertThatThrownBy(() -> admission(Map.of("permanent-redirect", "https://a$request_uri")))
        .hasMessageContaining("permanent-redirect is");
    assertThatThrownBy(() -> admission(Map.of("temporal-redirect", "https://a\r\nX: y")))
        .hasMessageContaining("temporal-redirect is");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, true",
    "10.1.2.3, true",
    "10.1.2.4, false",
    "'192.168.0.0/16, 10.1.2.2/31', true",
    "10.1.2.0/31, false",
    "0.0.0.0/0, true",
    "::/0, false"
  })
  void takesRequestsFromTheseAddressesAlone(String ranges, boolean taken) throws Exception {
    for (String name : new String[] {"allowlist-source-range", "whitelist-source-range"}) {
      assertThat(judge(Map.of(name, ranges), "GET /", "a", "http") instanceof Verdict.Pass)
          .isEqualTo(taken);
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/33", "10.0.0/8", "a.test", "''", "10.0.0.0/-1", "10.0.0.0/"})
  void rangesThatAreNoneAreRefused(String ranges) {
    var annotations = Map.of("whitelist-source-range", "10.0.0.0/8," + ranges);
    assertThatThrownBy(() -> admission(annotations))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whitelist-source-range has \"" + ranges + "\"");
  }

  @Test
  void answersPagesOfOtherOrigins() throws Exception {
    Admission any = admission(Map.of("enable-cors", "true"));
    assertThat(any.judge(request("OPTIONS /", "a", "Origin: https://b\r\n"), "http", HERE))
        .asString()
        .contains("204", "GET, PUT, POST, DELETE, PATCH, OPTIONS", "1728000");
    assertThat(
            any.answer(request("GET /", "a", ""), Fields.EMPTY)
                .first("Access-Control-Allow-Origin"))
        .contains("*");

    Admission some =
        admission(
            Map.of(
                "enable-cors", "true",
                "cors-allow-origin", "https://*.b.test, http://c.test:81",
                "cors-allow-credentials", "false",
                "cors-expose-headers", "X-A"));
    Fields pods = Fields.EMPTY.with("Access-Control-Allow-Origin", "https://pods.own");
    for (String origin : new String[] {"https://x.b.test", "http://c.test:81"}) {
      Fields fields = some.answer(request("GET /", "a", "Origin: " + origin + "\r\n"), pods);
      assertThat(fields.values("Access-Control-Allow-Origin")).containsExactly(origin);
      assertThat(fields.values("Vary")).containsExactly("Origin");
      assertThat(fields.first("Access-Control-Expose-Headers")).contains("X-A");
      assertThat(fields.has("Access-Control-Allow-Credentials")).isFalse();
    }
    for (String origin : new String[] {"https://b.test", "https://xbxtest", "http://c.test"}) {
      RequestHead request = request("OPTIONS /", "a", "Origin: " + origin + "\r\n");
      assertThat(some.judge(request, "http", HERE)).isInstanceOf(Verdict.Pass.class);
      assertThat(some.answer(request, pods)).isEqualTo(pods);
    }
  }
}
