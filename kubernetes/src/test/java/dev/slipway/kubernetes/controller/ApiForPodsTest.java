package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ApiAccess;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What pods need to use the API: where it is, what to trust, who they are. */
class ApiForPodsTest {
  private static final ObjectName SERVICE = ClusterSettings.API_SERVICE;
  private static final ObjectName ROOT = new ObjectName("default", "kube-root-ca.crt");
  private static final String DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

  @TempDir Path directory;
  private Cluster cluster;
  private Controllers controllers;

  @BeforeEach
  void start() {
    var settings =
        new ClusterSettings(
            "10.96.0.0/16",
            30000,
            32767,
            Clock.systemUTC(),
            new Random(7),
            Optional.of(new ApiAccess("10.0.0.1", 7643, "the authority")));
    cluster = Cluster.open(directory.resolve("kubernetes.db"), settings);
    controllers = Controllers.start(cluster, PodMetrics.NONE, new Minting());
    await().until(() -> cluster.find(ResourceType.ENDPOINT_SLICES, SERVICE).isPresent());
    await().until(() -> cluster.find(ResourceType.CONFIG_MAPS, ROOT).isPresent());
  }

  @AfterEach
  void stop() {
    controllers.close();
    cluster.close();
  }

  @Test
  void theApiIsAServiceWithOneEndpointAndComesBackWhenItIsDeleted() {
    KubeObject service = cluster.get(ResourceType.SERVICES, SERVICE);
    assertThat(service.at("/spec/clusterIP").asString("")).isEqualTo("10.96.0.1");
    assertThat(service.at("/spec/ports/0/port").asInt(0)).isEqualTo(443);
    KubeObject slice = cluster.get(ResourceType.ENDPOINT_SLICES, SERVICE);
    assertThat(slice.at("/endpoints/0/addresses/0").asString("")).isEqualTo("10.0.0.1");
    assertThat(slice.at("/ports/0/port").asInt(0)).isEqualTo(7643);
    assertThat(
            cluster
                .get(ResourceType.ENDPOINTS, SERVICE)
                .at("/subsets/0/addresses/0/ip")
                .asString(""))
        .isEqualTo("10.0.0.1");

    cluster.delete(ResourceType.SERVICES, SERVICE, DeleteOptions.DEFAULT);
    cluster.delete(ResourceType.CONFIG_MAPS, ROOT, DeleteOptions.DEFAULT);
    await()
        .untilAsserted(() ->
            assertThat(
                    cluster.get(ResourceType.SERVICES, SERVICE).at("/spec/clusterIP").asString(""))
                .isEqualTo("10.96.0.1"));
    await().until(() -> cluster.find(ResourceType.CONFIG_MAPS, ROOT).isPresent());
    assertThat(cluster.get(ResourceType.CONFIG_MAPS, ROOT).at("/data/ca.crt").asString(""))
        .isEqualTo("the authority");
  }

  @Test
  void theOldNameOfThePodsAccountCounts() {
    cluster.create(
        ResourceType.SERVICE_ACCOUNTS,
        KubeObject.create(
            ResourceType.SERVICE_ACCOUNTS.groupVersionKind(),
            new ObjectName("default", "builder"),
            tree -> {}),
        WriteOptions.by("test"));
    String containers = "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]";
    KubeObject pod = pod("old", "\"serviceAccount\":\"builder\"," + containers);
    assertThat(pod.spec().path("serviceAccountName").asString("")).isEqualTo("builder");
    assertThat(pod.spec().path("serviceAccount").asString("")).isEqualTo("builder");
  }

  @Test
  void podsGetATokenUnlessTheyOrTheirAccountDeclineOrHaveTheirOwn() {
    KubeObject pod = pod("a", "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
    assertThat(pod.spec().path("serviceAccountName").asString("")).isEqualTo("default");
    JsonNode mount = pod.at("/spec/containers/0/volumeMounts/0");
    assertThat(mount.path("mountPath").asString("")).isEqualTo(DIRECTORY);
    assertThat(mount.path("readOnly").asBoolean(false)).isTrue();
    assertThat(pod.at("/spec/volumes/0/name")).isEqualTo(mount.path("name"));
    assertThat(pod.at("/spec/volumes/0/projected/sources/0/serviceAccountToken/path").asString(""))
        .isEqualTo("token");

    KubeObject without =
        pod(
            "b",
            "\"automountServiceAccountToken\":false,"
                + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
    assertThat(without.spec().has("volumes")).isFalse();
    KubeObject own =
        pod(
            "c",
            """
            "volumes":[{"name":"v","emptyDir":{}}],
            "containers":[{"name":"c","image":"i",
              "volumeMounts":[{"name":"v","mountPath":"%s"}]}]
            """
                .formatted(DIRECTORY));
    assertThat(own.at("/spec/volumes")).hasSize(1);
    create(
        """
        {"apiVersion":"v1","kind":"ServiceAccount",
         "metadata":{"name":"shy","namespace":"default"},
         "automountServiceAccountToken":false,"imagePullSecrets":[{"name":"pull"}]}
        """);
    KubeObject shy =
        pod(
            "d",
            "\"serviceAccountName\":\"shy\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
    assertThat(shy.spec().has("volumes")).isFalse();
    assertThat(shy.at("/spec/imagePullSecrets/0/name").asString("")).isEqualTo("pull");
  }

  @Test
  void aPodOfAnUnknownAccountIsRefused() {
    assertThatThrownBy(() ->
            pod(
                "a",
                "\"serviceAccountName\":\"nobody\","
                    + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]"))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "pods \"a\" is forbidden: error looking up service account default/nobody:"
                + " serviceaccount \"nobody\" not found");
  }

  @Test
  void theFirstNamespacesStay() {
    assertThatThrownBy(() ->
            cluster.delete(
                ResourceType.NAMESPACES, ObjectName.cluster("default"), DeleteOptions.DEFAULT))
        .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
  }

  /** Whoever needs a token for outside asks for it by a Secret. */
  @Test
  void aSecretThatAsksForATokenGetsOneUntilItsAccountGoes() {
    create(
        """
        {"apiVersion":"v1","kind":"ServiceAccount",
         "metadata":{"name":"ci","namespace":"default"}}
        """);
    String asks =
        """
        {"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/service-account-token",
         "metadata":{"name":"ci-token","namespace":"default",
          "annotations":{"kubernetes.io/service-account.name":"%s"}}}
        """;
    create(asks.formatted("ci"));
    var name = new ObjectName("default", "ci-token");
    await().until(() -> cluster.get(ResourceType.SECRETS, name).at("/data/token").isString());
    KubeObject secret = cluster.get(ResourceType.SECRETS, name);
    var account = new ObjectName("default", "ci");
    assertThat(secret.annotations())
        .containsEntry(
            "kubernetes.io/service-account.uid",
            cluster.get(ResourceType.SERVICE_ACCOUNTS, account).uid());
    assertThat(decoded(secret, "ca.crt")).isEqualTo("the authority");
    assertThat(decoded(secret, "namespace")).isEqualTo("default");
    assertThat(decoded(secret, "token")).isEqualTo("token of ci for " + secret.uid());

    cluster.delete(ResourceType.SERVICE_ACCOUNTS, account, DeleteOptions.DEFAULT);
    await().until(() -> cluster.find(ResourceType.SECRETS, name).isEmpty());
    create(asks.formatted("nobody"));
    await().until(() -> cluster.find(ResourceType.SECRETS, name).isEmpty());
  }

  private static String decoded(KubeObject secret, String key) {
    String text = secret.at("/data").path(key).asString("");
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  /** Tokens that say whose they are. */
  private static final class Minting implements ServiceAccountTokens {
    @Override
    public Token mint(Wanted wanted) {
      return new Token(
          "token of " + wanted.account().name() + " for " + wanted.bound().orElseThrow().uid(),
          Instant.MAX);
    }

    @Override
    public Optional<Recognised> recognise(String token, List<String> audiences) {
      return Optional.empty();
    }

    @Override
    public Optional<Published> published() {
      return Optional.empty();
    }
  }

  private KubeObject pod(String name, String spec) {
    return create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default"},
         "spec":{%s}}
        """
            .formatted(name, spec));
  }

  private KubeObject create(String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    KubeObject object = KubeObject.of(tree);
    return cluster.create(
        ResourceType.of(object.groupVersionKind()).orElseThrow(), object, WriteOptions.by("test"));
  }
}
