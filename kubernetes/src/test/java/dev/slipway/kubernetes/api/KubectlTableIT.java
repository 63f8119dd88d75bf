package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.ObjectName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The less frequent commands, with every kubectl from 1.27 on; {@link KubectlIT} has the others.
 */
class KubectlTableIT extends KubectlServer {
  /** From here on kubectl has all of these commands. */
  private static final int USUAL = 27;

  /** From here on it asks who it is in the form that has stayed. */
  private static final int STABLE_WHOAMI = 28;

  private static final String MAP =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {set: pruned}}\ndata: {a: b}\n";

  static List<Path> programs() {
    List<Path> able =
        Kubectl.found().stream()
            .filter(program -> Kubectl.minor(program) >= USUAL)
            .sorted(Comparator.comparingInt(Kubectl::minor))
            .toList();
    return System.getProperty("slipway.kubectl", "").equals("all") || able.size() <= 2
        ? able
        : List.of(able.getFirst(), able.getLast());
  }

  @BeforeAll
  static void needUsual() {
    Assumptions.assumeFalse(
        programs().isEmpty(), "older clients than 1.27 do not have all of these commands");
  }

  private Kubectl usual(Path program) throws Exception {
    return new Kubectl(program, directory, tls, api.port());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void appliesInEveryWay(Path program) throws Exception {
    Kubectl kubectl = usual(program);
    Path overlay = Files.createDirectories(directory.resolve("overlay"));
    Files.writeString(overlay.resolve("kustomization.yaml"), "resources: [map.yaml]\n");
    Files.writeString(overlay.resolve("map.yaml"), MAP.formatted("kept"));
    String kustomized = overlay.toString();
    assertThat(kubectl.ok("apply", "-k", kustomized, "--dry-run=server"))
        .isEqualTo("configmap/kept created (server dry run)\n");
    assertThat(kubectl.refused("get", "cm", "kept")).contains("NotFound");
    assertThat(kubectl.ok("apply", "-k", kustomized)).isEqualTo("configmap/kept created\n");

    String both =
        kubectl.file("both.yaml", MAP.formatted("x") + "---\n" + MAP.formatted("z")).toString();
    kubectl.ok("apply", "-f", both);
    String one = kubectl.file("one.yaml", MAP.formatted("x")).toString();
    assertThat(
            kubectl.ok(
                "apply",
                "-f",
                one,
                "--prune",
                "-l",
                "set=pruned",
                "--prune-allowlist=core/v1/ConfigMap"))
        .contains("configmap/x unchanged", "configmap/kept pruned", "configmap/z pruned");
    assertThat(kubectl.ok("replace", "--force", "-f", one)).contains("replaced");
    assertThat(kubectl.ok("wait", "--for=jsonpath={.data.a}=b", "cm/x", "--timeout=20s"))
        .contains("condition met");
    assertThat(kubectl.ok("delete", "cm", "-l", "set=pruned", "--now")).contains("\"x\" deleted");
    kubectl.ok("create", "cm", "last", "--from-literal=a=b");
    assertThat(kubectl.ok("delete", "cm", "--all")).contains("\"last\" deleted");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void asksAboutTheCluster(Path program) throws Exception {
    Kubectl kubectl = usual(program);
    assertThat(kubectl.ok("get", "--raw", "/version")).contains("\"v1.33.0+slipway\"");
    assertThat(kubectl.ok("cluster-info")).contains("Kubernetes control plane", "is running at");
    assertThat(kubectl.ok("api-versions").lines())
        .contains("v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "policy/v1");
    assertThat(kubectl.ok("explain", "deployment.spec.replicas")).contains("replicas", "integer");
    if (kubectl.minor() < STABLE_WHOAMI) {
      assertThat(kubectl.refused("auth", "whoami")).contains("API is not enabled");
    } else {
      assertThat(kubectl.ok("auth", "whoami")).contains("Username");
    }
    assertThat(kubectl.ok("auth", "can-i", "--list")).contains("Resources", "deployments.apps");
    for (List<String> line :
        List.of(
            List.of("get", "cm", "-A", "--sort-by=.metadata.name", "--show-labels"),
            List.of("get", "sa", "-o", "custom-columns=N:.metadata.name"),
            List.of("get", "sa", "-o", "go-template={{range .items}}{{.metadata.name}} {{end}}"),
            List.of("get", "events"),
            List.of("events"))) {
      kubectl.ok(line.toArray(String[]::new));
    }
    assertThat(kubectl.refused("create", "quota", "q", "--hard=pods=1"))
        .contains("resourcequotas", "not supported");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void steersNodesAndRollouts(Path program) throws Exception {
    Kubectl kubectl = usual(program);
    String node =
        kubectl.file("node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n").toString();
    kubectl.ok("create", "-f", node);
    assertThat(kubectl.ok("cordon", "n1")).isEqualTo("node/n1 cordoned\n");
    assertThat(kubectl.ok("get", "nodes")).contains("SchedulingDisabled");
    assertThat(kubectl.ok("uncordon", "n1")).isEqualTo("node/n1 uncordoned\n");
    assertThat(kubectl.ok("taint", "nodes", "n1", "k=v:NoSchedule")).isEqualTo("node/n1 tainted\n");
    kubectl.ok("create", "deployment", "web", "--image=localhost/x:1");
    assertThat(kubectl.ok("rollout", "pause", "deploy/web")).contains("paused");
    assertThat(kubectl.refused("rollout", "pause", "deploy/web")).contains("already paused");
    kubectl.ok("run", "one", "--image=localhost/x:1");
    api.cluster()
        .editStatus(
            ResourceType.PODS,
            new ObjectName("default", "one"),
            tree -> {
              var container =
                  tree.withObject("/status")
                      .put("phase", "Running")
                      .putArray("containerStatuses")
                      .addObject();
              container
                  .put("name", "one")
                  .put("ready", true)
                  .putObject("state")
                  .putObject("running");
            },
            WriteOptions.by("test"));
    assertThat(kubectl.ok("logs", "-f", "one", "--tail=5", "--timestamps=false"))
        .isEqualTo("log of one/one\n");
    assertThat(kubectl.ok("describe", "pod", "one")).contains("localhost/x:1", "Running");
    assertThat(kubectl.ok("delete", "pod", "one", "--now", "--wait=false")).contains("deleted");
  }
}
