package dev.slipway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.RoleRules.Question;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class RoleRulesTest {
  private static final String ACCOUNT = "system:serviceaccount:default:robot";

  @TempDir Path directory;
  private Cluster cluster;
  private RoleRules rules;

  @BeforeEach
  void start() {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1));
    cluster = Cluster.open(directory.resolve("k.db"), settings);
    rules = new RoleRules(cluster);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void create(ResourceType type, String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    cluster.create(type, KubeObject.of(tree), WriteOptions.by("test"));
  }

  private void bind(String kind, String role) {
    create(
        ResourceType.ROLE_BINDINGS,
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding",
         "metadata":{"name":"b","namespace":"default"},
         "subjects":[{"kind":"ServiceAccount","name":"robot","namespace":"default"}],
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"%s","name":"%s"}}
        """
            .formatted(kind, role));
  }

  private boolean may(String verb, String group, String resource, String namespace, String name) {
    String[] parts = resource.split("/");
    return rules
        .allowing(
            new Question(
                ACCOUNT,
                Set.of(),
                verb,
                group,
                parts[0],
                parts.length > 1 ? parts[1] : "",
                namespace,
                name))
        .isPresent();
  }

  @Test
  void roleAllowsItsVerbsInItsNamespaceAlone() {
    create(
        ResourceType.ROLES,
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role",
         "metadata":{"name":"reader","namespace":"default"},
         "rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods","pods/log"]},
                  {"verbs":["update"],"apiGroups":["apps"],"resources":["deployments"],
                   "resourceNames":["web"]}]}
        """);
    bind("Role", "reader");

    assertThat(may("list", "", "pods", "default", "")).isTrue();
    assertThat(may("get", "", "pods/log", "default", "p")).isTrue();
    assertThat(may("create", "", "pods/exec", "default", "p")).isFalse();
    assertThat(may("delete", "", "pods", "default", "p")).isFalse();
    assertThat(may("list", "", "pods", "kube-system", "")).isFalse();
    assertThat(may("list", "", "pods", "", "")).isFalse();
    assertThat(may("update", "apps", "deployments", "default", "web")).isTrue();
    assertThat(may("update", "apps", "deployments", "default", "api")).isFalse();
    assertThat(may("update", "apps", "deployments", "default", "")).isFalse();
  }

  @Test
  void standardRolesAreKnownByName() {
    bind("ClusterRole", "view");

    assertThat(may("watch", "apps", "deployments", "default", "")).isTrue();
    assertThat(may("get", "", "secrets", "default", "s")).isFalse();
    assertThat(may("create", "apps", "deployments", "default", "")).isFalse();
  }

  @Test
  void bindingOfARoleThatIsMissingAllowsNothing() {
    bind("ClusterRole", "nosuch");

    assertThat(may("get", "", "pods", "default", "p")).isFalse();
  }
}
