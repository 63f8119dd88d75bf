package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class AutoscalerTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final JsonNode HALF =
      tree(
          """
          {"type":"Resource","resource":{"name":"cpu",
           "target":{"type":"Utilization","averageUtilization":50}}}
          """);
  private static final String DEPLOYMENT =
      """
      {"apiVersion":"apps/v1","kind":"Deployment",
       "metadata":{"name":"web","namespace":"default"},
       "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[
         {"name":"c","image":"x:1","resources":{"requests":{"cpu":"200m"}}}]}}}}
      """;
  private static final String AUTOSCALER =
      """
      {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",
       "metadata":{"name":"web","namespace":"default"},
       "spec":{"minReplicas":1,"maxReplicas":3,
        "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},
        "metrics":[%s]}}
      """;
  private static final JsonNode USUAL = JsonNodeFactory.instance.objectNode();

  private static ObjectNode tree(String json) {
    return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
  }

  private static List<KubeObject> pods(int count, String ready) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            KubeObject.of(
                tree(
                    """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p%d"},
                     "spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"200m"}}}]},
                     "status":{"phase":"Running","conditions":[{"type":"Ready","status":"%s"}]}}
                    """
                        .formatted(i, ready))))
        .toList();
  }

  private static PodMetrics everyPodUses(long milli) {
    return pod ->
        Optional.of(
            new PodMetrics.Sample(
                NOW,
                Duration.ofSeconds(10),
                List.of(
                    new PodMetrics.Usage(
                        "c", milli * 1_000_000, 1 << 20, Duration.ofSeconds(90)))));
  }

  private static int wanted(List<KubeObject> pods, int current, PodMetrics metrics) {
    return ((LoadMetric.Reading.Wanted) new LoadMetric(HALF).read(pods, current, metrics))
        .replicas();
  }

  @Test
  void growsInProportionToTheLoad() {
    assertThat(wanted(pods(2, "True"), 2, everyPodUses(200))).isEqualTo(4);
    assertThat(wanted(pods(3, "True"), 3, everyPodUses(150))).isEqualTo(5);
  }

  @Test
  void staysWithinATenthOfTheTarget() {
    assertThat(wanted(pods(2, "True"), 2, everyPodUses(109))).isEqualTo(2);
    assertThat(wanted(pods(2, "True"), 2, everyPodUses(92))).isEqualTo(2);
  }

  @Test
  void shrinksWhenIdle() {
    assertThat(wanted(pods(4, "True"), 4, everyPodUses(10))).isEqualTo(1);
  }

  @Test
  void podsOfWhichNothingIsKnownDoNotAllowShrinking() {
    PodMetrics half =
        pod ->
            pod.name().equals("p0") || pod.name().equals("p1")
                ? everyPodUses(60).of(pod)
                : Optional.empty();

    assertThat(wanted(pods(4, "True"), 4, half)).isEqualTo(4);
  }

  @Test
  void withoutRequestsThereIsNoUtilization() {
    KubeObject bare =
        KubeObject.of(
            tree(
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bare"},
                 "spec":{"containers":[{"name":"c"}]},"status":{"phase":"Running"}}
                """));

    assertThat(new LoadMetric(HALF).read(List.of(bare), 1, everyPodUses(1)).toString())
        .contains("missing request for cpu in container c of Pod bare");
  }

  @Test
  void externalMetricsAreRefusedByName() {
    JsonNode external = tree("{\"type\":\"External\"}");

    assertThat(new LoadMetric(external).read(pods(1, "True"), 1, everyPodUses(1)).toString())
        .contains("InvalidMetricSourceType", "\"External\"");
  }

  @Test
  void oneContainerAloneMayCount() {
    JsonNode ofOne =
        tree(
            """
            {"type":"ContainerResource","containerResource":{"name":"cpu","container":"c",
             "target":{"type":"Utilization","averageUtilization":50}}}
            """);
    PodMetrics withSidecar =
        pod ->
            Optional.of(
                new PodMetrics.Sample(
                    NOW,
                    Duration.ofSeconds(10),
                    List.of(
                        new PodMetrics.Usage("c", 100_000_000, 1 << 20, Duration.ofSeconds(90)),
                        new PodMetrics.Usage(
                            "sidecar", 900_000_000, 1 << 20, Duration.ofSeconds(90)))));
    assertThat(new LoadMetric(ofOne).read(pods(2, "True"), 2, withSidecar))
        .isInstanceOfSatisfying(
            LoadMetric.Reading.Wanted.class, w -> assertThat(w.replicas()).isEqualTo(2));
  }

  @Test
  void behaviorIsThatOfTheAutoscaler() {
    JsonNode behavior =
        tree(
            "{\"scaleDown\":{\"stabilizationWindowSeconds\":0,\"policies\":["
                + "{\"type\":\"Percent\",\"value\":50,\"periodSeconds\":60}]}}");
    assertThat(new ScalingHistory().settle(behavior, 8, 1, NOW).replicas()).isEqualTo(4);
  }

  @Test
  void growsAtOnceButAtMostTwofoldOrByFour() {
    assertThat(new ScalingHistory().settle(USUAL, 2, 50, NOW).replicas()).isEqualTo(6);
    assertThat(new ScalingHistory().settle(USUAL, 10, 50, NOW).replicas()).isEqualTo(20);
  }

  @Test
  void shrinksWhenTheLoadStayedLowForFiveMinutes() {
    var history = new ScalingHistory();

    assertThat(history.settle(USUAL, 8, 8, NOW).replicas()).isEqualTo(8);
    assertThat(history.settle(USUAL, 8, 2, NOW.plusSeconds(60)).replicas()).isEqualTo(8);
    assertThat(history.settle(USUAL, 8, 2, NOW.plusSeconds(301)).replicas()).isEqualTo(2);
  }

  @Test
  void policiesLimitTheSpeed() {
    JsonNode slow =
        tree(
            """
            {"scaleUp":{"policies":[{"type":"Pods","value":1,"periodSeconds":60}]},
             "scaleDown":{"selectPolicy":"Disabled"}}
            """);
    var history = new ScalingHistory();

    assertThat(history.settle(slow, 2, 9, NOW).replicas()).isEqualTo(3);
    history.scaled(NOW, 1);
    assertThat(history.settle(slow, 3, 9, NOW.plusSeconds(15)).replicas()).isEqualTo(3);
    assertThat(history.settle(slow, 3, 9, NOW.plusSeconds(75)).replicas()).isEqualTo(4);
    assertThat(new ScalingHistory().settle(slow, 5, 1, NOW).replicas()).isEqualTo(5);
  }

  @Test
  void readingsAreWrittenAsAmountsAre() {
    assertThat(status(HALF, everyPodUses(1500)))
        .isEqualTo("{\"averageUtilization\":750,\"averageValue\":\"1500m\"}");
    assertThat(status(HALF, everyPodUses(2000))).contains("\"averageValue\":\"2\"");
    JsonNode bytes =
        tree(
            """
            {"type":"Resource","resource":{"name":"memory",
             "target":{"type":"AverageValue","averageValue":"1Mi"}}}
            """);
    assertThat(status(bytes, everyPodUses(1))).isEqualTo("{\"averageValue\":\"1048576\"}");
  }

  private static String status(JsonNode metric, PodMetrics metrics) {
    var read = (LoadMetric.Reading.Wanted) new LoadMetric(metric).read(pods(2, "True"), 2, metrics);
    return read.status().at("/resource/current").toString();
  }

  private static String said(int current, int wanted, ScalingHistory.Settled settled) {
    var look = new ScalingLook();
    look.current = current;
    look.sayHowSettled(settled, wanted);
    look.sayHowLimited(settled, 2, 10);
    return look.conditions.stream()
        .map(Conditions.Condition::reason)
        .collect(Collectors.joining(" "));
  }

  @Test
  void saysWhatHoldsItBack() {
    assertThat(said(4, 4, new ScalingHistory.Settled(4, 4)))
        .isEqualTo("ReadyForNewScale DesiredWithinRange");
    assertThat(said(4, 9, new ScalingHistory.Settled(8, 9)))
        .isEqualTo("ReadyForNewScale ScaleUpLimit");
    assertThat(said(4, 20, new ScalingHistory.Settled(20, 20)))
        .isEqualTo("ReadyForNewScale TooManyReplicas");
    assertThat(said(4, 2, new ScalingHistory.Settled(4, 4)))
        .isEqualTo("ScaleDownStabilized DesiredWithinRange");
    assertThat(said(4, 9, new ScalingHistory.Settled(4, 4)))
        .isEqualTo("ScaleUpStabilized DesiredWithinRange");
    assertThat(said(8, 2, new ScalingHistory.Settled(4, 2)))
        .isEqualTo("ReadyForNewScale ScaleDownLimit");
    assertThat(said(4, 1, new ScalingHistory.Settled(1, 1)))
        .isEqualTo("ReadyForNewScale TooFewReplicas");
  }

  @Test
  void aSizeOutsideTheBoundsIsMendedWithoutMetrics(@TempDir Path directory) {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(3));
    try (var cluster = Cluster.open(directory.resolve("k.db"), settings);
        var _ = Controllers.start(cluster)) {
      create(cluster, ResourceType.DEPLOYMENTS, DEPLOYMENT.formatted(9));
      create(cluster, ResourceType.HORIZONTAL_POD_AUTOSCALERS, AUTOSCALER.formatted(HALF));
      var web = new ObjectName("default", "web");
      await()
          .until(() ->
              cluster.get(ResourceType.DEPLOYMENTS, web).spec().path("replicas").asInt(0) == 3);
      await()
          .untilAsserted(() ->
              assertThat(cluster.list(ResourceType.EVENTS, Selection.ALL).items())
                  .extracting(e -> e.tree().path("message").asString(""))
                  .contains(
                      "New size: 3; reason: Current number of replicas above Spec.MaxReplicas"));
    }
  }

  @Test
  void scalesADeploymentOfACluster(@TempDir Path directory) {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(3));
    try (var cluster = Cluster.open(directory.resolve("k.db"), settings);
        var _ = Controllers.start(cluster, everyPodUses(400), ServiceAccountTokens.NONE);
        var _ = new SimulatedNode(cluster)) {
      create(cluster, ResourceType.DEPLOYMENTS, DEPLOYMENT.formatted(1));
      var web = new ObjectName("default", "web");
      await()
          .until(() ->
              cluster.get(ResourceType.DEPLOYMENTS, web).status().path("readyReplicas").asInt(0)
                  == 1);
      create(cluster, ResourceType.HORIZONTAL_POD_AUTOSCALERS, AUTOSCALER.formatted(HALF));

      await()
          .until(() ->
              cluster.get(ResourceType.DEPLOYMENTS, web).spec().path("replicas").asInt(0) == 3);
      // It scales first and then says so.
      await()
          .untilAsserted(() ->
              assertThat(
                      cluster.get(ResourceType.HORIZONTAL_POD_AUTOSCALERS, web).status().toString())
                  .contains("SucceededRescale", "TooManyReplicas", "\"averageUtilization\":200"));
    }
  }

  private static void create(Cluster cluster, ResourceType type, String json) {
    cluster.create(type, KubeObject.of(tree(json)), WriteOptions.by("test"));
  }
}
