package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Endpoints of Services with more pods than one object holds, and those written by hand. */
class EndpointsPlannerTest {
  private static KubeObject service() {
    return KubeObject.create(
        ResourceType.SERVICES.groupVersionKind(),
        new ObjectName("default", "web"),
        tree -> {
          tree.withObject("/metadata").put("uid", "u").withObject("/labels").put("a", "b");
          tree.withObject("/spec/selector").put("app", "web");
          tree.withObject("/spec")
              .put("clusterIP", "None")
              .putArray("ports")
              .addObject()
              .put("port", 80);
        });
  }

  private static KubeObject pod(int number) {
    return KubeObject.create(
        ResourceType.PODS.groupVersionKind(),
        new ObjectName("default", "web-%04d".formatted(number)),
        tree -> {
          tree.withObject("/metadata/labels").put("app", "web");
          tree.withObject("/spec").put("nodeName", "n");
          tree.withObject("/status")
              .put("phase", "Running")
              .put("podIP", "10.0.%d.%d".formatted(number / 250, number % 250 + 1))
              .putArray("conditions")
              .addObject()
              .put("type", "Ready")
              .put("status", number == 0 ? "False" : "True");
        });
  }

  private static List<KubeObject> made(int pods, Optional<KubeObject> endpoints) {
    var all = IntStream.range(0, pods).mapToObj(EndpointsPlannerTest::pod).toList();
    return EndpointsPlanner.plan(
            new EndpointsPlanner.Snapshot(service(), all, List.of(), endpoints))
        .stream()
        .map(action ->
            switch (action) {
              case Action.Create(KubeObject object) -> object;
              case Action.Update(KubeObject object) -> object;
              default -> throw new AssertionError(action);
            })
        .toList();
  }

  @Test
  void theReadyOnesAreKeptWhenThereAreTooMany() {
    List<KubeObject> all = made(1002, Optional.empty());
    List<KubeObject> slices = all.subList(0, all.size() - 1);
    assertThat(slices).hasSize(11);
    assertThat(slices.stream().mapToInt(s -> s.at("/endpoints").size()).sum()).isEqualTo(1002);
    assertThat(slices.getFirst().labels())
        .containsEntry("a", "b")
        .containsEntry("service.kubernetes.io/headless", "");
    KubeObject endpoints = all.getLast();
    assertThat(endpoints.at("/subsets/0/addresses")).hasSize(1000);
    assertThat(endpoints.at("/subsets/0").has("notReadyAddresses")).isFalse();
    assertThat(endpoints.annotations())
        .containsEntry("endpoints.kubernetes.io/over-capacity", "truncated");

    KubeObject fewer = made(3, Optional.of(endpoints)).getLast();
    assertThat(fewer.annotations()).isEmpty();
    assertThat(fewer.at("/subsets/0/notReadyAddresses")).hasSize(1);
  }

  @Test
  void podsThatAreNotReadyCountWhereTheServiceSaysSo() {
    KubeObject service =
        service().edited(t -> t.withObject("/spec").put("publishNotReadyAddresses", true));
    var planned =
        EndpointsPlanner.plan(
            new EndpointsPlanner.Snapshot(service, List.of(pod(0)), List.of(), Optional.empty()));
    assertThat(planned.getFirst())
        .isInstanceOfSatisfying(
            Action.Create.class,
            c ->
                assertThat(c.object().at("/endpoints/0/conditions").toString())
                    .isEqualTo("{\"ready\":true,\"serving\":false,\"terminating\":false}"));
  }

  @Test
  void ofEndpointsWrittenByHandAThousandAddressesAreRepeated() {
    KubeObject endpoints =
        KubeObject.create(
            ResourceType.ENDPOINTS.groupVersionKind(),
            new ObjectName("default", "out"),
            tree -> {
              tree.withObject("/metadata").put("uid", "u");
              var subset = tree.putArray("subsets").addObject();
              IntStream.range(0, 1003)
                  .forEach(i ->
                      subset
                          .withArray("/addresses")
                          .addObject()
                          .put("ip", "10.1.%d.%d".formatted(i / 250, i % 250 + 1)));
              subset.withArray("/notReadyAddresses").addObject().put("ip", "fd00::1");
            });
    List<Action> actions = MirrorPlanner.plan(Optional.of(endpoints), List.of());
    assertThat(actions).hasSize(2);
    assertThat(actions.getFirst())
        .isInstanceOfSatisfying(
            Action.Create.class, c -> assertThat(c.object().at("/endpoints")).hasSize(1000));
    assertThat(actions.getLast())
        .isInstanceOfSatisfying(
            Action.Emit.class, e -> assertThat(e.message()).endsWith("4 addresses were skipped"));
  }
}
