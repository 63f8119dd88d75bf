package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class IngressAddressTest {
  @Test
  void namesTheHostAndTheRootWhereThereIsOne() {
    assertThat(
            address(
                "{'host': 'shop.localhost', 'http': {'paths': [{'path': '/api'}, {'path': '/'}]}}"))
        .contains("http://shop.localhost:7780/");
    assertThat(address("{'http': {'paths': [{'path': '/orders'}, {'path': '/users'}]}}"))
        .contains("http://127.0.0.1:7780/orders");
    assertThat(address("{'host': 'a.b', 'http': {'paths': [{}]}}")).contains("http://a.b:7780/");
  }

  @Test
  void aHostThatMayBeAnyIsNoAddress() {
    assertThat(address("{'host': '*.b'}")).isEmpty();
    assertThat(address("{'host': '*.b'}, {'host': 'c.b'}")).contains("http://c.b:7780/");
    assertThat(IngressAddress.of(List.of(), 7780)).isEmpty();
  }

  @Test
  void certificatesMakeItHttps() {
    assertThat(
            IngressAddress.of(
                List.of(ingress("{'rules': [{'host': 'a.b'}], 'tls': [{'secretName': 's'}]}")),
                7780))
        .contains("https://a.b:7780/");
  }

  private static Optional<String> address(String rules) {
    return IngressAddress.of(List.of(ingress("{'rules': [" + rules + "]}")), 7780);
  }

  private static KubeObject ingress(String spec) {
    return KubeObject.of(
        (ObjectNode)
            Json.MAPPER.readTree(
                "{\"kind\":\"Ingress\",\"spec\":" + spec.replace('\'', '"') + "}"));
  }
}
