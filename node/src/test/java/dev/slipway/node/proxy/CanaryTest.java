package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanaryTest {
  private final List<String> problems = new ArrayList<>();

  private static KubeObject ingress(String name, String service, Map<String, String> canary) {
    return KubeObject.create(
        ResourceType.INGRESSES.groupVersionKind(),
        new ObjectName("n", name),
        tree -> {
          var annotations = tree.withObject("/metadata/annotations");
          canary.forEach((k, v) -> annotations.put("nginx.ingress.kubernetes.io/canary" + k, v));
          tree.withObject("/spec")
              .putArray("rules")
              .addObject()
              .withObject("/http")
              .putArray("paths")
              .addObject()
              .put("path", "/api")
              .put("pathType", "Prefix")
              .withObject("/backend/service")
              .put("name", service)
              .putObject("port")
              .put("number", 80);
        });
  }

  private IngressTable table(Map<String, String> canary) {
    // The canary is the older one and would win if its rule were one like others.
    return IngressTable.of(
        List.of(ingress("a", "canary", canary), ingress("b", "main", Map.of())),
        (ingress, why) -> problems.add(why));
  }

  private static String service(IngressTable table, Fields request) {
    return table.find("any", "/api/x", request).map(t -> t.service().name()).orElse("none");
  }

  @Test
  void takesExactlyItsShareOfTheRequests() {
    IngressTable table = table(Map.of("", "true", "-weight", "30"));
    var taken = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      taken.add(service(table, Fields.EMPTY));
    }
    assertThat(taken.stream().filter("canary"::equals)).hasSize(60);
    assertThat(taken.subList(0, 10).stream().filter("canary"::equals)).hasSize(3);
    assertThat(service(table(Map.of("", "true")), Fields.EMPTY)).isEqualTo("main");
    IngressTable thousandth = table(Map.of("", "true", "-weight", "1000", "-weight-total", "1000"));
    assertThat(service(thousandth, Fields.EMPTY)).isEqualTo("canary");
  }

  @Test
  void aHeaderDecidesBeforeACookieAndThatBeforeTheWeight() {
    IngressTable table =
        table(Map.of("", "true", "-by-header", "X-New", "-by-cookie", "new", "-weight", "100"));
    Fields none = Fields.EMPTY;
    assertThat(service(table, none.with("x-new", "never").with("Cookie", "new=always")))
        .isEqualTo("main");
    assertThat(service(table, none.with("x-new", "always"))).isEqualTo("canary");
    assertThat(service(table, none.with("x-new", "?").with("Cookie", "a=b; new=never")))
        .isEqualTo("main");
    assertThat(service(table, none)).isEqualTo("canary");
    IngressTable byValue =
        table(Map.of("", "true", "-by-header", "X-New", "-by-header-value", "yes"));
    assertThat(service(byValue, none.with("X-New", "yes"))).isEqualTo("canary");
    assertThat(service(byValue, none.with("X-New", "always"))).isEqualTo("main");
  }

  @Test
  void aWeightThatIsNoneIsToldAndHasNoEffect() {
    assertThat(service(table(Map.of("", "true", "-weight", "many")), Fields.EMPTY))
        .isEqualTo("main");
    assertThat(service(table(Map.of("", "true", "-weight", "101")), Fields.EMPTY))
        .isEqualTo("main");
    assertThat(problems)
        .containsExactly(
            "nginx.ingress.kubernetes.io/canary-weight is no number: \"many\"",
            "nginx.ingress.kubernetes.io/canary-weight is 101 of 100; it goes from 0 to the total");
  }

  @Test
  void statisticsTellTheVersionsOfAServiceApart() {
    var statistics = new AccessStatistics();
    var web = new ObjectName("n", "web");
    var before = new Backend("10.0.0.1", 80, "old");
    var after = new Backend("10.0.0.2", 80, "new");
    for (int i = 1; i <= 100; i++) {
      statistics.answered(web, before, 200, Duration.ofMillis(i));
      statistics.answered(web, after, i % 10 == 0 ? 503 : 404, Duration.ofMillis(1));
    }
    statistics.retried(web, after);
    assertThat(statistics.snapshot())
        .containsEntry(
            new AccessStatistics.Version(web, "old"),
            new AccessStatistics.Counts(100, 0, 0, Duration.ofMillis(64), Duration.ofMillis(128)))
        .containsEntry(
            new AccessStatistics.Version(web, "new"),
            new AccessStatistics.Counts(100, 10, 1, Duration.ofMillis(1), Duration.ofMillis(1)));
    for (int i = 0; i < 2000; i++) {
      statistics.retried(web, new Backend("10.0.0.3", 80, "v" + i));
    }
    assertThat(statistics.snapshot()).hasSize(1000);
  }
}
