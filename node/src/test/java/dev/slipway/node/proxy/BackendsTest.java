package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.proxy.Traffic.Drained;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The pods of a Service while they come and go. */
class BackendsTest {
  private static final ObjectName WEB = new ObjectName("default", "web");
  private static final String OLD = "10.0.0.1";
  private static final String NEW = "10.0.0.2";

  @TempDir Path directory;
  private final Traffic traffic = new Traffic();
  private Cluster cluster;
  private Backends backends;
  private KubeObject set;

  @BeforeEach
  void start() throws Exception {
    cluster =
        Cluster.open(
            directory.resolve("kubernetes.db"),
            new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1)));
    set =
        create(
            """
            {"apiVersion":"apps/v1","kind":"ReplicaSet",
             "metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{
              "metadata":{"labels":{"app":"web"}},
              "spec":{"containers":[{"name":"a","image":"a"}]}}}}
            """);
    backends = Backends.start(cluster, traffic);
  }

  @AfterEach
  void close() {
    backends.close();
    cluster.close();
  }

  private KubeObject create(String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    KubeObject object = KubeObject.of(tree);
    return cluster.create(
        ResourceType.of(object.groupVersionKind()).orElseThrow(), object, WriteOptions.by("test"));
  }

  /** A pod of the set that is ready at this address. */
  private void pod(String name, String address) {
    create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default",
          "labels":{"app":"web"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet",
           "name":"web","uid":"%s","controller":true}]},
         "spec":{"containers":[{"name":"a","image":"a"}]}}
        """
            .formatted(name, set.uid()));
    cluster.editStatus(
        ResourceType.PODS,
        new ObjectName("default", name),
        tree -> {
          ObjectNode status = tree.withObject("/status").put("podIP", address);
          status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        },
        WriteOptions.by("test"));
  }

  private void slice(String name, String address, String conditions) {
    create(
        """
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
         "metadata":{"name":"%s","namespace":"default",
          "labels":{"kubernetes.io/service-name":"web"}},
         "ports":[{"name":"","port":80,"protocol":"TCP"}],
         "endpoints":[{"addresses":["%s"],"conditions":%s}]}
        """
            .formatted(name, address, conditions));
  }

  private Optional<String> next() {
    return backends.next(WEB, "", Backends.untried()).map(Backend::address);
  }

  private CompletableFuture<Drained> drain(String address) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return traffic.drain(address, Duration.ofSeconds(20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void theLastPodServesUntilItsSuccessorDoes() throws Exception {
    pod("old", OLD);
    slice("old", OLD, "{\"ready\":false,\"serving\":true,\"terminating\":true}");
    await().until(() -> next().isPresent());
    var drained = drain(OLD);
    await().until(() -> traffic.isDraining(OLD));

    assertThat(next()).contains(OLD);
    assertThat(traffic.begin(OLD, Traffic.Use.EXCHANGE)).hasValueSatisfying(Traffic.Lease::close);
    assertThat(drained).isNotDone();

    pod("new", NEW);
    slice("new", NEW, "{\"ready\":true}");

    assertThat(drained.get()).isEqualTo(Drained.COMPLETELY);
    assertThat(next()).contains(NEW);
    assertThat(traffic.begin(OLD, Traffic.Use.EXCHANGE)).isEmpty();
  }

  @Test
  void aPodThatNobodyReplacesEndsAtOnce() throws Exception {
    pod("old", OLD);
    slice("old", OLD, "{\"ready\":false,\"serving\":true,\"terminating\":true}");
    await().until(() -> next().isPresent());

    cluster.edit(
        ResourceType.REPLICA_SETS,
        WEB,
        tree -> tree.withObject("/spec").put("replicas", 0),
        WriteOptions.by("test"));

    assertThat(drain(OLD).get()).isEqualTo(Drained.COMPLETELY);

    assertThat(next()).isEmpty();
    traffic.forget(OLD);
  }

  @Test
  void podsThatStayComeBeforeThoseThatLeave() {
    slice("old", OLD, "{\"ready\":false,\"serving\":true,\"terminating\":true}");
    slice("gone", "10.0.0.3", "{\"ready\":false,\"serving\":false,\"terminating\":true}");
    await().until(() -> next().isPresent());
    assertThat(next()).contains(OLD);

    slice("new", NEW, "{}");
    await().until(() -> next().filter(NEW::equals).isPresent());

    for (int i = 0; i < 5; i++) {
      assertThat(next()).contains(NEW);
    }
  }
}
