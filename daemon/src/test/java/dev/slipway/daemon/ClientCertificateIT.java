package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteGate;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.api.ImpersonatingAuthenticator;
import dev.slipway.kubernetes.api.KubernetesRoutes;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.manifest.KubeObject;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Users with certificates and roles, by an unmodified kubectl; and what the journal says of them.
 */
class ClientCertificateIT {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path directory;
  private final Closing closing = new Closing();
  private Database database;
  private HttpListener listener;

  /** The oldest and the newest of this machine. */
  static Stream<Path> kubectl() {
    List<Path> found =
        Stream.concat(
                IntStream.range(20, 60)
                    .mapToObj(i -> Path.of("/usr/lib/google-cloud-sdk/bin/kubectl.1." + i)),
                Stream.of(Path.of("/usr/bin/kubectl")))
            .filter(Files::isExecutable)
            .toList();
    Assumptions.assumeFalse(found.isEmpty(), "no kubectl found; install kubernetes-client");
    int newest = Math.max(0, found.size() - 2);
    return Stream.of(found.getFirst(), found.get(newest)).distinct();
  }

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs openssl");
    database = closing.add(Database.open(directory.resolve("slipway.db"), List.of(Journal.SCHEMA)));
    Cluster cluster =
        closing.add(
            Cluster.open(
                directory.resolve("kubernetes.db"),
                new ClusterSettings("10.96.0.0/16", 30000, 32767, CLOCK, new Random(7))));
    create(
        cluster,
        "{\"verbs\":[\"create\",\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"]}");
    Authorizer masters =
        (who, what) ->
            who.groups().contains("system:masters")
                ? new Authorizer.Decision.Allowed("master")
                : new Authorizer.Decision.Denied("");
    Files.createDirectories(directory.resolve("keys"));
    var keys = ServerKeys.open(directory.resolve("keys"), List.of(), List.of("127.0.0.1"), CLOCK);
    var authenticator =
        new ClusterAuthenticator(ServiceAccountTokens.NONE, request -> Principal.ANONYMOUS);
    listener =
        closing.add(
            HttpListener.start(
                new HttpListener.Settings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Optional.of(keys.context()),
                    HttpListener.ClientCertificates.ASKED),
                new ImpersonatingAuthenticator(authenticator, masters, cluster),
                masters,
                List.of(
                    KubernetesRoutes.routeSet(
                        cluster,
                        masters,
                        closing.add(new NameOnlyNode(cluster)),
                        ServiceAccountTokens.NONE,
                        WriteGate.OPEN,
                        PodMetrics.NONE,
                        new RequestTrail(
                            new AuditTrail(database, new Journal(database, CLOCK)))))));
  }

  @AfterEach
  void stop() {
    closing.close();
  }

  private static void create(Cluster cluster, String rule) {
    String meta = "\"metadata\":{\"name\":\"maps\",\"namespace\":\"default\"}";
    for (String rest :
        List.of(
            "\"kind\":\"Role\"," + meta + ",\"rules\":[" + rule + "]",
            "\"kind\":\"RoleBinding\","
                + meta
                + ",\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\","
                + "\"kind\":\"Role\",\"name\":\"maps\"},\"subjects\":[{\"kind\":\"Group\",\"name\":\"team-a\","
                + "\"apiGroup\":\"rbac.authorization.k8s.io\"}]")) {
      String json = "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\"," + rest + "}";
      KubeObject object =
          KubeObject.of((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test"));
      cluster.create(
          ResourceType.of(object.groupVersionKind()).orElseThrow(), object, WriteOptions.by("t"));
    }
  }

  private Command.Result run(String... command) {
    return Command.of(command)
        .withEnvironment("HOME", directory.toString())
        .withLimit(Duration.ofSeconds(60))
        .run();
  }

  /** A kubeconfig whose user proves by a certificate of the cluster's authority who it is. */
  private Path user(String subject) throws IOException {
    Path key = directory.resolve("user.key");
    Path request = directory.resolve("user.csr");
    Path file = directory.resolve("user.pem");
    Path keys = directory.resolve("keys");
    run(
        "openssl",
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key.toString(),
        "-subj",
        subject,
        "-out",
        request.toString());
    run(
            "openssl",
            "x509",
            "-req",
            "-in",
            request.toString(),
            "-CA",
            keys.resolve("ca.pem").toString(),
            "-CAkey",
            keys.resolve("ca.key").toString(),
            "-set_serial",
            "7",
            "-days",
            "2",
            "-out",
            file.toString())
        .orThrow("sign a certificate");
    return Files.writeString(
        directory.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        clusters:
        - {name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}
        users:
        - {name: u, user: {client-certificate-data: %s, client-key-data: %s}}
        contexts:
        - {name: c, context: {cluster: c, user: u}}
        current-context: c
        """
            .formatted(
                listener.address().getPort(),
                base64(keys.resolve("ca.pem")),
                base64(file),
                base64(key)));
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  @ParameterizedTest
  @MethodSource("kubectl")
  void theCommonNameIsTheUserAndOrganisationsAreGroups(Path kubectl) throws IOException {
    String program = kubectl.toString();
    String carol = "--kubeconfig=" + user("/O=team-a/O=team-b/CN=carol");
    var made = run(program, carol, "create", "configmap", "made", "--from-literal=a=b");
    assertThat(made.stdout()).as(made.stderr()).isEqualTo("configmap/made created\n");
    assertThat(run(program, carol, "get", "cm", "-o", "name").stdout()).contains("configmap/made");
    assertThat(run(program, carol, "get", "secrets").stderr())
        .contains("User \"carol\" cannot list resource \"secrets\"");
    assertThat(run(program, carol, "delete", "cm", "made").succeeded()).isFalse();
    assertThat(run(program, carol, "get", "cm", "--as=root").stderr())
        .contains("User \"carol\" cannot impersonate resource \"users\"");
    String root = "--kubeconfig=" + user("/O=system:masters/CN=root");
    assertThat(run(program, root, "get", "secrets", "-o", "name").succeeded()).isTrue();
    assertThat(run(program, root, "delete", "cm", "made", "--as=carol").stderr())
        .contains("User \"carol\" cannot delete resource");
    assertThat(run(program, root, "delete", "cm", "made", "--wait=false").succeeded()).isTrue();
    // The journal does not make requests wait.
    await()
        .untilAsserted(() ->
            assertThat(journal())
                .contains(
                    "carol create namespaces/default/configmaps/made 201",
                    "carol delete namespaces/default/configmaps/made 403 Forbidden",
                    "root delete namespaces/default/configmaps/made 200"));
  }

  private List<String> journal() {
    var lines = new ArrayList<String>();
    for (var event : new Journal(database, CLOCK).after(0, 1000)) {
      if (event.kind().equals("kubernetes.request")) {
        lines.add(
            event.principal()
                + " "
                + event.data().path("method").asString("")
                + " "
                + event.subject()
                + " "
                + event.data().path("reason").asString(""));
      }
    }
    return lines;
  }
}
