package dev.slipway.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Volumes as files of this machine, without containers. */
class VolumesTest {
  private static final int GROUP = 2000;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void open() {
    cluster =
        Cluster.open(
            directory.resolve("db"),
            new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1)));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static KubeObject pod(String volumes) {
    return object(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"u"},
         "spec":{"nodeName":"here","containers":[
           {"name":"limited","image":"i","resources":{"limits":{"memory":"64Mi","cpu":"1500m"}}},
           {"name":"free","image":"i"}],
          "initContainers":[{"name":"init","image":"i",
            "resources":{"requests":{"memory":"1Mi"}}}],
          "volumes":[%s]}}
        """
            .formatted(volumes));
  }

  private static KubeObject object(String json) {
    return KubeObject.of(
        (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "a test's object"));
  }

  private Volumes prepared(OptionalInt group, String volumes) throws Exception {
    var all =
        new Volumes(cluster, directory.resolve("v"), "slipway-test", "u", group, PodTokens.NONE);
    all.prepare(pod(volumes));
    return all;
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void fieldsOfThePodAreFiles() throws Exception {
    prepared(
        OptionalInt.empty(),
        """
        {"name":"about","downwardAPI":{"items":[
          {"path":"name","fieldRef":{"fieldPath":"metadata.name"}},
          {"path":"of/memory","resourceFieldRef":
            {"containerName":"limited","resource":"limits.memory","divisor":"1Mi"}}]}}\
        """);
    assertThat(find("name")).hasContent("p");
    assertThat(find("memory")).hasContent("64");
  }

  private Path find(String file) throws Exception {
    try (var all = Files.walk(directory.resolve("v"))) {
      return all.filter(p -> p.endsWith(file) && Files.isRegularFile(p)).findFirst().orElseThrow();
    }
  }

  @Test
  void whoMayWriteToAVolumeMayWriteToPartsOfIt() throws Exception {
    Volumes volumes = prepared(OptionalInt.empty(), "{\"name\":\"e\",\"emptyDir\":{}}");

    assertThat(mode(volumes.path("e", "a/b"))).isEqualTo("rwxrwxrwx");
    assertThat(mode(directory.resolve("v/e/a"))).isEqualTo("rwxrwxrwx");
  }

  @Test
  void partsOfAVolumeNeverLeadOutOfIt() throws Exception {
    Volumes volumes = prepared(OptionalInt.empty(), "{\"name\":\"e\",\"emptyDir\":{}}");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.createSymbolicLink(directory.resolve("v/e/link"), outside);

    assertThatThrownBy(() -> volumes.path("e", "link/made"))
        .hasMessage("subPath link/made leads out of volume e");
    assertThat(outside).isEmptyDirectory();
    assertThatThrownBy(() -> volumes.path("e", "../x")).isInstanceOf(VolumeProblem.class);
  }

  @Test
  void theGroupOfAPodReadsItsSecretsWhateverTheirMode() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root: skipped");
    cluster.create(
        ResourceType.SECRETS,
        object(
            """
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"default"},
             "data":{"key":"c2VjcmV0"}}
            """),
        WriteOptions.by("test"));
    String secret =
        """
        {"name":"s","secret":{"secretName":"s","defaultMode":256,
         "items":[{"key":"key","path":"d/key"}]}}
        """;

    Path alone = prepared(OptionalInt.empty(), secret).path("s", "");
    assertThat(mode(alone.resolve("d/key").toRealPath())).isEqualTo("r--------");
    Path grouped = prepared(OptionalInt.of(GROUP), secret).path("s", "");
    Path file = grouped.resolve("d/key").toRealPath();
    assertThat(mode(file)).isEqualTo("r--r-----");
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(GROUP);
    assertThat(Files.getAttribute(file.getParent(), "unix:gid")).isEqualTo(GROUP);
  }

  @Test
  void hostPathsAreOfTheTypeThatIsAskedFor() throws Exception {
    assertThat(host("made", "")).isDirectory();
    assertThat(host("a/b", "DirectoryOrCreate")).isDirectory();
    assertThat(host("file", "FileOrCreate")).isRegularFile();
    assertThat(host("file", "File")).isRegularFile();
    assertThatThrownBy(() -> host("file", "DirectoryOrCreate"))
        .hasMessage("hostPath type check failed: %s is not a directory", directory.resolve("file"));
    assertThatThrownBy(() -> host("a", "FileOrCreate")).hasMessageEndingWith(" is not a file");
    assertThatThrownBy(() -> host("file", "Socket")).hasMessageEndingWith("is not a socket file");
    assertThatThrownBy(() -> host("none", "BlockDevice"))
        .hasMessageEndingWith(" is not a block device");
    assertThat(
            HostPath.of(
                Json.MAPPER.createObjectNode().put("path", "/dev/null").put("type", "CharDevice")))
        .isEqualTo(Path.of("/dev/null"));
    assertThatThrownBy(() -> host("file", "Pipe"))
        .hasMessage("hostPath type \"Pipe\" is not known");
  }

  private Path host(String name, String type) throws Exception {
    var source = Json.MAPPER.createObjectNode().put("path", directory.resolve(name).toString());
    return HostPath.of(source.put("type", type));
  }

  @ParameterizedTest
  @CsvSource({
    "limited, limits.memory, 1Mi, 64",
    "limited, limits.cpu, 1, 2",
    "limited, limits.cpu, 1m, 1500",
    "limited, requests.cpu, 1, 0",
    "init, requests.memory, 1, 1048576",
    "free, limits.cpu, 1, 8",
    "free, limits.memory, 1Mi, 2048",
    "'', limits.memory, 0, 67108864"
  })
  void containersLearnTheirResources(String named, String resource, String unit, String expected) {
    cluster.create(
        ResourceType.NODES,
        object(
            """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"here"},
             "status":{"allocatable":{"cpu":"8","memory":"2Gi"}}}
            """),
        WriteOptions.by("test"));
    var reference =
        Json.MAPPER
            .createObjectNode()
            .put("containerName", named)
            .put("resource", resource)
            .put("divisor", unit);

    assertThat(PodFields.resource(cluster, pod(""), reference, "limited")).contains(expected);
  }
}
