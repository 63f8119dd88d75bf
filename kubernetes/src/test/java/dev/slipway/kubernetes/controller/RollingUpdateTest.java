package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Whom a rolling update gives up when pods that are ready do not count as available. */
class RollingUpdateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** As after the clock was set back, with a minReadySeconds: nothing is available any more. */
  @Test
  void givesUpPodsThatAreNotReadyBeforeReadyOnesThatAreNeeded() {
    Map<String, Integer> sizes =
        plan(set("first", 2, new PodCounts(2, 0)), set("second", 1, new PodCounts(0, 0)));

    assertThat(sizes).containsExactlyInAnyOrderEntriesOf(Map.of("second", 0));
  }

  @Test
  void goesOnWhereNoneIsAvailableAndMoreAreReadyThanNeeded() {
    Map<String, Integer> sizes =
        plan(set("first", 2, new PodCounts(2, 0)), set("second", 1, new PodCounts(1, 0)));

    assertThat(sizes).containsExactlyInAnyOrderEntriesOf(Map.of("first", 1));
  }

  /** As in Kubernetes: a pod that may be missing anyhow is one that has not proved itself. */
  @Test
  void givesUpReadyPodsThatAreNotAvailableWhereEnoughReadyOnesStay() {
    Map<String, Integer> sizes =
        plan(set("first", 2, new PodCounts(2, 2)), set("second", 1, new PodCounts(1, 0)));

    assertThat(sizes).containsExactlyInAnyOrderEntriesOf(Map.of("second", 0));
  }

  private record OldSet(KubeObject object, PodCounts counts) {}

  private static OldSet set(String name, int size, PodCounts counts) {
    String json =
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet",
         "metadata":{"name":"%s","namespace":"default","uid":"%s",
          "annotations":{"deployment.kubernetes.io/desired-replicas":"3",
           "deployment.kubernetes.io/max-replicas":"3"}},
         "spec":{"replicas":%d,"minReadySeconds":5,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"containers":[{"name":"web","image":"%s"}]}}}}
        """
            .formatted(name, name, size, name);
    return new OldSet(object(json), counts);
  }

  /** The sizes that a Deployment of three, of which one may be missing, gives its sets. */
  private static Map<String, Integer> plan(OldSet... sets) {
    String deployment =
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"web","namespace":"default","uid":"web"},
         "spec":{"replicas":3,"minReadySeconds":5,"selector":{"matchLabels":{"app":"web"}},
          "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":1}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"containers":[{"name":"web","image":"next"}]}}}}
        """;
    var counts = new HashMap<String, PodCounts>();
    List.of(sets).forEach(s -> counts.put(s.object().uid(), s.counts()));
    var snapshot =
        new DeploymentSnapshot(
            object(deployment),
            List.of(sets).stream().map(OldSet::object).toList(),
            List.of(),
            counts,
            NOW);
    var sizes = new HashMap<String, Integer>();
    for (Action action : DeploymentPlanner.plan(snapshot)) {
      if (action instanceof Action.Update(KubeObject set)) {
        int before = size(snapshot.sets(), set.name());
        int after = new ReplicaSetView(set).replicas();
        if (before != after) {
          sizes.put(set.name(), after);
        }
      }
    }
    return sizes;
  }

  private static int size(List<KubeObject> sets, String name) {
    return sets.stream()
        .filter(s -> s.name().equals(name))
        .mapToInt(s -> new ReplicaSetView(s).replicas())
        .findFirst()
        .orElseThrow();
  }

  private static KubeObject object(String json) {
    return KubeObject.of((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test"));
  }
}
