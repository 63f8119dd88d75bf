package dev.slipway.node.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.message.Fields;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.proxy.AccessStatistics.Counts;
import dev.slipway.node.proxy.AccessStatistics.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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

  private static RequestHead head(Fields fields) {
    return new RequestHead("GET", "/api/x", "HTTP/1.1", fields.with("Host", "any"));
  }

  private static String service(IngressTable table, Fields request) {
    return table
        .find(head(request), target -> true)
        .map(t -> t.port().service().name())
        .orElse("none");
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
  void aCanaryThatNobodyServesTakesNothing() {
    IngressTable table = table(Map.of("", "true", "-weight", "100"));
    assertThat(table.find(head(Fields.EMPTY), target -> false).orElseThrow().port().service())
        .isEqualTo(new ObjectName("n", "main"));
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
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    var statistics = new AccessStatistics(Clock.fixed(now, ZoneOffset.UTC));
    var web = new ObjectName("n", "web");
    var before = new Backend("10.0.0.1", 80, "old");
    var after = new Backend("10.0.0.2", 80, "new");
    for (int i = 1; i <= 100; i++) {
      Outcome outcome = Outcome.ofAnswer(i % 10 == 0 ? 503 : 404);
      statistics.ended(web, before, Outcome.ofAnswer(200), Duration.ofMillis(i));
      statistics.ended(web, after, i == 1 ? Outcome.LATE : outcome, Duration.ofMillis(1));
    }
    statistics.retried(web, after);

    Counts old = counts(statistics, web, "old");
    assertThat(old.since()).isEqualTo(now);
    assertThat(old.requests()).isEqualTo(100);
    assertThat(old.failures()).isZero();
    assertThat(old.latencies().quantile(50))
        .isBetween(Duration.ofMillis(50), Duration.ofMillis(57));
    assertThat(old.latencies().quantile(100))
        .isBetween(Duration.ofMillis(100), Duration.ofMillis(113));
    Counts changed = counts(statistics, web, "new");
    assertThat(changed.outcomes())
        .containsEntry(Outcome.REFUSED, 89L)
        .containsEntry(Outcome.FAILED, 10L)
        .containsEntry(Outcome.LATE, 1L)
        .containsEntry(Outcome.LEFT, 0L);
    assertThat(changed.failures()).isEqualTo(11);
    assertThat(changed.retried()).isOne();
    for (int i = 0; i < 2000; i++) {
      statistics.retried(web, new Backend("10.0.0.3", 80, "v" + i));
    }
    assertThat(statistics.snapshot()).hasSize(1000);
  }

  private static Counts counts(AccessStatistics statistics, ObjectName service, String version) {
    return requireNonNull(
        statistics.snapshot().get(new AccessStatistics.Version(service, version)));
  }
}
