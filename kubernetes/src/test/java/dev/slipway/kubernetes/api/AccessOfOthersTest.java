package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.RequestAudit;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import dev.slipway.kubernetes.WriteGate;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Acting for others, and asking what others may, where only {@code admin} may everything. */
class AccessOfOthersTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String[] NOBODY = {};

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<RequestAudit.Answered> audited = new CopyOnWriteArrayList<>();
  private Cluster cluster;
  private HttpListener listener;

  @BeforeEach
  void start() {
    cluster = Cluster.open(directory.resolve("kubernetes.db"), TestApi.settings());
    Authorizer onlyAdmin =
        (who, what) ->
            who.name().equals("admin") || who.groups().contains("system:masters")
                ? new Authorizer.Decision.Allowed("admin")
                : new Authorizer.Decision.Denied("not admin");
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
            new ImpersonatingAuthenticator(
                request -> new Principal(request.header("User").orElse("admin"), Set.of()),
                onlyAdmin,
                cluster),
            onlyAdmin,
            List.of(
                KubernetesRoutes.routeSet(
                    cluster,
                    onlyAdmin,
                    new UnusedNode(),
                    ServiceAccountTokens.NONE,
                    WriteGate.OPEN,
                    PodMetrics.NONE,
                    audited::add)));
    create(
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding",
         "metadata":{"name":"view","namespace":"default"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
         "subjects":[{"kind":"ServiceAccount","name":"reader","namespace":"default"},
                     {"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"eve"}]}
        """);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    listener.close();
    cluster.close();
  }

  private void create(String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    KubeObject object = KubeObject.of(tree);
    cluster.create(
        ResourceType.of(object.groupVersionKind()).orElseThrow(), object, WriteOptions.by("test"));
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + listener.address().getPort() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void anAdministratorActsForOthersWithTheirRightsAlone() throws Exception {
    assertThat(send("GET", PODS, "").statusCode()).isEqualTo(200);
    assertThat(send("GET", PODS, "", "Impersonate-User", "bob").statusCode()).isEqualTo(403);
    String reader = "system:serviceaccount:default:reader";
    assertThat(send("GET", PODS, "", "Impersonate-User", reader).statusCode()).isEqualTo(200);
    assertThat(send("DELETE", PODS + "/x", "", "Impersonate-User", reader).body())
        .contains("User \\\"" + reader + "\\\" cannot delete resource");
    assertThat(
            send("GET", PODS, "", "Impersonate-User", "bob", "Impersonate-Group", "system:masters")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void nobodyElseActsForOthersOrIsTakenAtTheirOwnWord() throws Exception {
    assertThat(send("GET", PODS, "", "User", "eve").statusCode()).isEqualTo(200);
    var refused = send("GET", PODS, "", "User", "eve", "Impersonate-User", "admin");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("cannot impersonate resource \\\"users\\\"");
    assertThat(send("GET", PODS, "", "Impersonate-Group", "system:masters").statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsSaidOfTheOtherIsKeptOrRefused() throws Exception {
    String whoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    String[] bob = {
      "Impersonate-User",
      "bob",
      "Impersonate-Uid",
      "7",
      "Impersonate-Extra-acme.com%2fscopes",
      "view"
    };
    assertThat(send("POST", whoAmI, "{}", bob).body())
        .contains(
            "\"username\":\"bob\",\"uid\":\"7\"", "\"extra\":{\"acme.com/scopes\":[\"view\"]}");
    create(
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole",
         "metadata":{"name":"bob"},"rules":[{"apiGroups":[""],"resources":["users"],
           "resourceNames":["bob"],"verbs":["impersonate"]},
           {"nonResourceURLs":["/metrics"],"verbs":["get"]}]}
        """);
    create(
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding",
         "metadata":{"name":"bob"},"subjects":[{"kind":"User","name":"eve"}],
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"bob"}}
        """);
    String[] plain = {"User", "eve", "Impersonate-User", "bob"};
    assertThat(send("POST", whoAmI, "{}", plain).statusCode()).isEqualTo(201);
    String[] more = {"User", "eve", "Impersonate-User", "bob", "Impersonate-Uid", "7"};
    assertThat(send("POST", whoAmI, "{}", more).body())
        .contains("cannot impersonate resource \\\"uids\\\"");
    assertThat(send("GET", "/metrics", "", "User", "eve").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/metrics", "", "User", "jane").body())
        .contains("forbidden: User \\\"jane\\\" cannot get path \\\"/metrics\\\"");
    assertThat(send("GET", "/apis", "", "User", "jane").statusCode()).isEqualTo(200);
  }

  @Test
  void nobodyGrantsWhatTheyDoNotHold() throws Exception {
    create(
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding",
         "metadata":{"name":"lead","namespace":"default"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},
         "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"lead"}]}
        """);
    String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
    String role =
        "{\"metadata\":{\"name\":\"%s\"},\"rules\":[{\"verbs\":[\"%s\"],"
            + "\"apiGroups\":[\"\"],\"resources\":[\"%s\"]}]}";
    String own = role.formatted("own", "get", "pods");
    assertThat(send("POST", roles, own, "User", "lead").statusCode()).isEqualTo(201);
    var refused = send("POST", roles, role.formatted("more", "delete", "nodes"), "User", "lead");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("user \\\"lead\\\" (groups=[]) is attempting to grant RBAC permissions not")
        .contains("{APIGroups:[\\\"\\\"], Resources:[\\\"nodes\\\"], Verbs:[\\\"delete\\\"]}");
    String widened = role.formatted("own", "*", "*");
    assertThat(send("PUT", roles + "/own", widened, "User", "lead").statusCode()).isEqualTo(403);
    assertThat(send("PUT", roles + "/own", widened).statusCode()).isEqualTo(200);
    String bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
    String binding =
        "{\"metadata\":{\"name\":\"%1$s\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"%1$s\"},"
            + "\"subjects\":[{\"kind\":\"User\",\"name\":\"eve\"}]}";
    assertThat(send("POST", bindings, binding.formatted("edit"), "User", "lead").statusCode())
        .isEqualTo(201);
    assertThat(
            send("POST", bindings, binding.formatted("cluster-admin"), "User", "lead").statusCode())
        .isEqualTo(403);
  }

  @Test
  void saysWhatOthersMay() throws Exception {
    String asked =
        """
        {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview",
         "spec":{"user":"%s","resourceAttributes":
           {"verb":"list","resource":"pods","namespace":"default"}}}
        """;
    String path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    assertThat(send("POST", path, asked.formatted("eve"), NOBODY).body())
        .contains("\"allowed\":true");
    assertThat(send("POST", path, asked.formatted("bob"), NOBODY).body())
        .contains("\"allowed\":false");
    assertThat(send("POST", path, asked.formatted("bob"), "User", "eve").statusCode())
        .isEqualTo(403);
  }

  @Test
  void kindsThatAreNotRunAreListedAsNoneAndRefusedByName() throws Exception {
    String path = "/apis/batch/v1/namespaces/default/cronjobs";
    assertThat(send("GET", path, "").body()).contains("\"items\":[]");
    assertThat(send("GET", path + "/x", "").statusCode()).isEqualTo(404);
    var watched = send("GET", path + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true", "");
    assertThat(watched.statusCode()).isEqualTo(200);
    assertThat(watched.body()).startsWith("{\"type\":\"BOOKMARK\"").contains("\"CronJob\"");
    var refused = send("POST", path, "{}");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.body())
        .contains("cronjobs.batch are not supported: this cluster does not run any CronJob");
  }

  @Test
  void aDryEvictionEvictsNobody() throws Exception {
    create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},
         "spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}
        """);
    String eviction =
        """
        {"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p","namespace":"default"},
         "deleteOptions":{"dryRun":["All"]}}
        """;
    assertThat(send("POST", PODS + "/p/eviction", eviction).statusCode()).isEqualTo(201);
    assertThat(send("GET", PODS + "/p", "").body()).doesNotContain("deletionTimestamp");
  }

  @Test
  void debuggersAddContainersAndChangeNothingElse() throws Exception {
    create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},
         "spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}
        """);
    String patch = "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"%s\",\"image\":\"%s\"%s}]}}";
    String type = "application/strategic-merge-patch+json";
    String path = PODS + "/p/ephemeralcontainers";
    assertThat(
            send("PATCH", path, patch.formatted("d", "x", ""), "Content-Type", type).statusCode())
        .isEqualTo(200);
    assertThat(send("PATCH", path, patch.formatted("d", "y", ""), "Content-Type", type).body())
        .contains("existing ephemeral containers \\\"d\\\" may not be changed");
    assertThat(send("PATCH", path, patch.formatted("c", "y", ""), "Content-Type", type).body())
        .contains("spec.ephemeralContainers[0].name: Duplicate value: \\\"c\\\"");
    String elsewhere = ",\"targetContainerName\":\"z\"";
    assertThat(
            send("PATCH", path, patch.formatted("e", "y", elsewhere), "Content-Type", type).body())
        .contains("targetContainerName: Not found: \\\"z\\\"");
    assertThat(
            send("PATCH", PODS + "/p", patch.formatted("e", "y", ""), "Content-Type", type).body())
        .contains("may be changed only by the ephemeralcontainers subresource");
  }

  @Test
  void everyRequestThatMayChangeSomethingIsAuditedWithItsResult() throws Exception {
    String maps = "/api/v1/namespaces/default/configmaps";
    String generated = "{\"metadata\":{\"generateName\":\"made-\"}}";
    send("POST", maps + "?dryRun=All", generated);
    send("POST", maps, "{\"metadata\":{\"name\":\"m\"}}", "Impersonate-User", "eve");
    send("GET", maps, "");
    send("PUT", maps + "/m", "not JSON");
    send("DELETE", maps + "/m", "");
    send("DELETE", maps + "?labelSelector=a=b", "");
    send("POST", "/apis/batch/v1/namespaces/default/cronjobs", "{}");
    assertThat(audited)
        .extracting(a ->
            a.principal().name()
                + " "
                + a.verb()
                + " "
                + a.resource()
                + " "
                + a.name().replaceAll("made-.*", "made")
                + " "
                + a.mode()
                + " "
                + a.code()
                + a.reason())
        .containsExactly(
            "admin create configmaps made DRY_RUN 201",
            "eve create configmaps  PERSIST 403Forbidden",
            "admin update configmaps m PERSIST 400BadRequest",
            "admin delete configmaps m PERSIST 404NotFound",
            "admin deletecollection configmaps  PERSIST 200",
            "admin create cronjobs.batch  PERSIST 405MethodNotAllowed");
  }
}
