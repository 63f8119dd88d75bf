package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class PodEnvironmentTest {
  @TempDir Path directory;

  private static KubeObject object(String json) {
    return KubeObject.of((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test"));
  }

  private static Map<String, String> environment(Cluster cluster, String links) throws Exception {
    KubeObject pod =
        object(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},
             "spec":{%s"containers":[{"name":"c","image":"i"}]}}
            """
                .formatted(links));
    return PodEnvironment.of(cluster, pod, ContainerDefinition.main(pod).getFirst(), List.of("A=b"))
        .all();
  }

  @Test
  void servicesOfTheNamespaceAreVariablesUnlessThePodDeclines() throws Exception {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1));
    try (var cluster = Cluster.open(directory.resolve("db"), settings)) {
      cluster.create(
          ResourceType.SERVICES,
          object(
              """
              {"apiVersion":"v1","kind":"Service",
               "metadata":{"name":"my-db","namespace":"default"},
               "spec":{"clusterIP":"10.96.7.7","ports":[{"port":5432}]}}
              """),
          WriteOptions.by("test"));
      assertThat(environment(cluster, ""))
          .containsEntry("MY_DB_SERVICE_HOST", "10.96.7.7")
          .containsEntry("MY_DB_PORT_5432_TCP", "tcp://10.96.7.7:5432")
          .containsEntry("A", "b");
      assertThat(environment(cluster, "\"enableServiceLinks\":false,"))
          .doesNotContainKey("MY_DB_SERVICE_HOST")
          .containsEntry("A", "b");
    }
  }
}
