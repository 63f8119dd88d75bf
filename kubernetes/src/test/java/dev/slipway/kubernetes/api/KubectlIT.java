package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kubectl on this machine, unmodified, over TLS. */
class KubectlIT extends KubectlServer {
  /** From here on kubectl takes over what its own client-side apply has written. */
  private static final int MIGRATING = 26;

  /** Older ones ask whether the server knows dry runs by OpenAPI v2, which is not served. */
  private static final int READS_OPENAPI_V3 = 27;

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: web, image: "localhost/web:1", ports: [{containerPort: 8080}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {color: blue}
      """;

  @SuppressWarnings("NullAway.Init") // each test chooses its own
  private Kubectl kubectl;

  static Stream<Path> everyKubectl() {
    return Kubectl.found().stream();
  }

  /** The long scenario runs with the oldest and the newest of them. */
  static Stream<Path> oldestAndNewest() {
    List<Path> all = Kubectl.found();
    return Stream.of(all.get(Math.min(1, all.size() - 1)), all.getLast()).distinct();
  }

  private String ok(String... arguments) throws Exception {
    return kubectl.ok(arguments);
  }

  private String refused(String... arguments) throws Exception {
    return kubectl.refused(arguments);
  }

  @ParameterizedTest
  @MethodSource("everyKubectl")
  void appliesShowsChangesAndDeletes(Path program) throws Exception {
    kubectl = new Kubectl(program, directory, tls, api.port());
    String file = kubectl.file("web.yaml", WEB).toString();
    assertThat(ok("apply", "-f", file))
        .isEqualTo(
            "deployment.apps/web created\nservice/web created\nconfigmap/settings created\n");
    assertThat(ok("apply", "-f", file))
        .isEqualTo(
            "deployment.apps/web unchanged\nservice/web unchanged\nconfigmap/settings unchanged\n");
    kubectl.file("web.yaml", WEB.replace("web:1", "web:2").replace("blue", "red"));
    if (kubectl.minor() >= READS_OPENAPI_V3) {
      assertThat(kubectl.run("diff", "-f", file).code()).isEqualTo(1);
      assertThat(kubectl.output()).contains("-      - image: localhost/web:1", "+  color: red");
    }
    assertThat(ok("apply", "-f", file))
        .contains("deployment.apps/web configured", "configmap/settings configured");
    assertThat(ok("get", "deployments").lines().toList().getFirst().split(" +"))
        .containsExactly("NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE");
    assertThat(ok("get", "deploy", "web", "-o", "wide")).contains("localhost/web:2", "app=web");
    assertThat(ok("get", "svc", "web", "-o", "jsonpath={.spec.clusterIP}")).startsWith("10.96.");
    assertThat(ok("get", "cm", "settings", "-o", "yaml")).contains("color: red", "kind: ConfigMap");
    assertThat(ok("scale", "deploy/web", "--replicas=3")).contains("scaled");
    assertThat(ok("set", "image", "deploy/web", "web=localhost/web:3")).contains("updated");
    assertThat(ok("get", "deploy", "web", "-o", "jsonpath={.spec.replicas} {.metadata.generation}"))
        .isEqualTo("3 4");
    assertThat(ok("describe", "deploy", "web")).contains("localhost/web:3", "3 desired");
    assertThat(ok("delete", "-f", file)).contains("deployment.apps \"web\"", "deleted");
    assertThat(ok("get", "all,cm", "--ignore-not-found")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void servesTheOtherCommands(Path program) throws Exception {
    kubectl = new Kubectl(program, directory, tls, api.port());
    Assumptions.assumeTrue(
        kubectl.minor() >= READS_OPENAPI_V3, "of older clients only the usual commands are served");
    assertThat(ok("version")).contains("Server Version", "v1.33.0+slipway");
    assertThat(ok("api-resources"))
        .contains("deployments", "deploy", "apps/v1", "poddisruptionbudgets");
    assertThat(ok("auth", "can-i", "create", "deployments")).isEqualTo("yes\n");
    creates();
    changes();
    selects();
    refuses();
  }

  private void creates() throws Exception {
    ok("create", "namespace", "team");
    ok("create", "deployment", "made", "--image=localhost/x:1", "--replicas=2", "--port=8080");
    ok("create", "configmap", "made", "--from-literal=a=b");
    ok("create", "secret", "generic", "made", "--from-literal=p=w");
    ok("create", "service", "clusterip", "made", "--tcp=80:8080");
    ok("create", "serviceaccount", "made");
    ok("create", "job", "made", "--image=localhost/x:1", "--", "echo", "hi");
    ok("create", "ingress", "made", "--rule=example.org/*=made:80");
    ok("create", "role", "made", "--verb=get", "--resource=pods");
    ok("create", "rolebinding", "made", "--role=made", "--user=me");
    ok("create", "clusterrole", "made", "--verb=get", "--resource=pods");
    ok("create", "pdb", "made", "--selector=app=made", "--min-available=50%");
    ok("autoscale", "deployment", "made", "--min=1", "--max=3", "--cpu-percent=50");
    ok("run", "single", "--image=localhost/x:1");
    ok("expose", "deployment", "made", "--name=exposed", "--port=80", "--target-port=8080");
    assertThat(ok("get", "secret", "made", "-o", "jsonpath={.data.p}")).isEqualTo("dw==");
    assertThat(ok("get", "hpa", "made")).contains("cpu: <unknown>/50%");
    assertThat(ok("get", "ingress", "made")).contains("example.org");
    assertThat(ok("get", "all"))
        .contains("deployment.apps/made", "service/exposed", "pod/single", "job.batch/made");
    assertThat(ok("get", "pod", "single")).contains("0/1", "Pending");
  }

  private void changes() throws Exception {
    ok("label", "deploy", "made", "tier=front");
    ok("annotate", "deploy", "made", "note=one");
    ok("set", "env", "deploy/made", "MODE=fast");
    ok("set", "resources", "deploy/made", "--limits=memory=64Mi");
    ok("patch", "deploy", "made", "-p", "{\"spec\":{\"minReadySeconds\":5}}");
    ok("patch", "deploy", "made", "--type=merge", "-p", "{\"spec\":{\"paused\":true}}");
    ok(
        "patch",
        "deploy",
        "made",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}]");
    ok("rollout", "resume", "deploy/made");
    ok("rollout", "restart", "deploy/made");
    assertThat(
            ok(
                "get",
                "deploy",
                "made",
                "-o",
                "jsonpath={.metadata.labels.tier} {.metadata.annotations.note} {.spec.replicas}"
                    + " {.spec.template.spec.containers[0].env[0].value}"))
        .isEqualTo("front one 4 fast");
    String read = ok("get", "cm", "made", "-o", "yaml");
    String file = kubectl.file("made.yaml", read.replace("a: b", "a: c")).toString();
    ok("replace", "-f", file);
    assertThat(refused("replace", "-f", file)).contains("the object has been modified");
    history();
  }

  /** Two revisions as the Deployment controller would keep them. */
  private void history() throws Exception {
    KubeObject owner =
        api.cluster().get(ResourceType.DEPLOYMENTS, new ObjectName("default", "made"));
    for (int revision = 1; revision <= 2; revision++) {
      int number = revision;
      KubeObject set =
          KubeObject.create(
              ResourceType.REPLICA_SETS.groupVersionKind(),
              new ObjectName("default", "made-" + revision),
              tree -> {
                var metadata = tree.withObject("/metadata");
                metadata
                    .withObject("/annotations")
                    .put("deployment.kubernetes.io/revision", Integer.toString(number));
                metadata
                    .withObject("/labels")
                    .put("app", "made")
                    .put("pod-template-hash", "h" + number);
                metadata
                    .putArray("ownerReferences")
                    .add(dev.slipway.manifest.OwnerReference.controllerOf(owner).toTree());
                var spec = tree.withObject("/spec").put("replicas", 0);
                spec.putObject("selector").putObject("matchLabels").put("app", "made");
                var template =
                    ((tools.jackson.databind.node.ObjectNode)
                        owner.spec().path("template").deepCopy());
                template.withObject("/metadata/labels").put("pod-template-hash", "h" + number);
                ((tools.jackson.databind.node.ObjectNode) template.at("/spec/containers/0"))
                    .put("image", "localhost/x:r" + number);
                spec.set("template", template);
              });
      api.cluster().create(ResourceType.REPLICA_SETS, set, WriteOptions.by("test"));
    }
    assertThat(ok("rollout", "history", "deploy/made")).contains("REVISION", "1 ", "2 ");
    assertThat(ok("rollout", "undo", "deploy/made")).contains("rolled back");
    assertThat(
            ok("get", "deploy", "made", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
        .isEqualTo("localhost/x:r1");
    api.cluster()
        .editStatus(
            ResourceType.DEPLOYMENTS,
            owner.objectName(),
            tree -> {
              long generation = tree.path("metadata").path("generation").asLong(0);
              tree.putObject("status")
                  .put("observedGeneration", generation)
                  .put("replicas", 4)
                  .put("updatedReplicas", 4)
                  .put("readyReplicas", 4)
                  .put("availableReplicas", 4);
            },
            WriteOptions.by("test"));
    assertThat(ok("rollout", "status", "deploy/made")).contains("successfully rolled out");
  }

  private void selects() throws Exception {
    assertThat(ok("get", "deploy", "-l", "tier=front", "-o", "name"))
        .isEqualTo("deployment.apps/made\n");
    assertThat(ok("get", "pods", "--field-selector=status.phase=Running", "-o", "name")).isEmpty();
    assertThat(ok("get", "ns", "-o", "name").lines())
        .contains("namespace/team", "namespace/default");
    assertThat(ok("get", "cm", "-A", "--chunk-size=1", "-o", "name")).contains("configmap/made");
    runSingle();
    assertThat(ok("logs", "single")).isEqualTo("log of single/single\n");
    assertThat(ok("get", "pod", "single", "-o", "wide")).contains("1/1", "Running", "node-1");
    String watched = watchOneChange();
    assertThat(watched).contains("made", "later");
    assertThat(ok("delete", "cm", "made", "--wait=true")).contains("deleted");
    assertThat(ok("delete", "deploy", "made", "--cascade=orphan", "--wait=false"))
        .contains("deleted");
    KubeObject waiting =
        api.cluster().get(ResourceType.DEPLOYMENTS, new ObjectName("default", "made"));
    assertThat(waiting.finalizers()).containsExactly("orphan");
    assertThat(waiting.isBeingDeleted()).isTrue();
    assertThat(ok("delete", "pod", "single", "--force", "--grace-period=0")).contains("deleted");
    assertThat(ok("wait", "--for=delete", "pod/single", "--timeout=10s")).isNotNull();
  }

  private void runSingle() {
    var name = new ObjectName("default", "single");
    api.cluster()
        .edit(
            ResourceType.PODS,
            name,
            tree -> tree.withObject("/spec").put("nodeName", "node-1"),
            WriteOptions.by("test"));
    api.cluster()
        .editStatus(
            ResourceType.PODS,
            name,
            tree -> {
              var status = tree.withObject("/status").put("phase", "Running");
              var container = status.putArray("containerStatuses").addObject();
              container.put("name", "single").put("ready", true).put("restartCount", 0);
              container.putObject("state").putObject("running");
            },
            WriteOptions.by("test"));
  }

  private String watchOneChange() throws Exception {
    Process watch = kubectl.start("get", "cm", "-w", "-o", "name");
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> kubectl.output().contains("made"));
      api.cluster()
          .create(
              ResourceType.CONFIG_MAPS,
              KubeObject.create(
                  ResourceType.CONFIG_MAPS.groupVersionKind(),
                  new ObjectName("default", "later"),
                  tree -> {}),
              WriteOptions.by("test"));
      await().atMost(Duration.ofSeconds(20)).until(() -> kubectl.output().contains("later"));
      return kubectl.output();
    } finally {
      watch.destroyForcibly().waitFor();
    }
  }

  private void refuses() throws Exception {
    assertThat(refused("get", "cm", "nosuch"))
        .contains("Error from server (NotFound): configmaps \"nosuch\" not found");
    assertThat(refused("create", "configmap", "Bad_Name"))
        .contains("a lowercase RFC 1123 subdomain must consist of");
    assertThat(refused("get", "widgets")).contains("the server doesn't have a resource type");
    String file = kubectl.file("bad.yaml", WEB.replace("replicas: 2", "replicass: 2")).toString();
    assertThat(refused("apply", "-f", file)).contains("unknown field \"spec.replicass\"");
    String other =
        kubectl
            .file(
                "other.yaml",
                "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: x}\nspec: {}\n")
            .toString();
    assertThat(refused("apply", "-f", other)).contains("daemonsets.apps are not supported");
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void runsCommandsInContainers(Path program) throws Exception {
    kubectl = new Kubectl(program, directory, tls, api.port());
    ok("run", "single", "--image=localhost/x:1");
    runSingle();
    assertThat(ok("exec", "single", "--", "echo", "hi")).isEqualTo("echo hi\n");
    Kubectl.Result piped = kubectl.runWith("from stdin\n", "exec", "-i", "single", "--", "cat");
    assertThat(piped.out()).isEqualTo("cat\nfrom stdin\n");
    Kubectl.Result failed = kubectl.run("exec", "single", "--", "fail");
    assertThat(failed.code()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void forwardsPortsOfPods(Path program) throws Exception {
    kubectl = new Kubectl(program, directory, tls, api.port());
    ok("run", "single", "--image=localhost/x:1");
    runSingle();
    try (var pod = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> echoOnce(pod));
      Process forward = kubectl.start("port-forward", "single", ":" + pod.getLocalPort());
      try {
        Pattern from = Pattern.compile("Forwarding from 127.0.0.1:([0-9]+)");
        await().until(() -> from.matcher(kubectl.output()).find());
        Matcher port = from.matcher(kubectl.output());
        assertThat(port.find()).isTrue();
        try (var client =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
          byte[] sent = new byte[300_000];
          sent[299_999] = 7;
          Thread.ofVirtual().start(() -> send(client, sent));
          assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
      } finally {
        forward.destroyForcibly().waitFor();
      }
    }
  }

  private static void echoOnce(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void appliesOnTheServersSide(Path program) throws Exception {
    kubectl = new Kubectl(program, directory, tls, api.port());
    String file = kubectl.file("web.yaml", WEB).toString();
    assertThat(ok("apply", "--server-side", "-f", file))
        .contains("deployment.apps/web serverside-applied");
    String version = ok("get", "deploy", "web", "-o", "jsonpath={.metadata.resourceVersion}");
    ok("apply", "--server-side", "-f", file);
    assertThat(ok("get", "deploy", "web", "-o", "jsonpath={.metadata.resourceVersion}"))
        .isEqualTo(version);
    ok("scale", "deploy/web", "--replicas=5");
    assertThat(refused("apply", "--server-side", "-f", file))
        .contains("conflict with", "subresource \"scale\"", ".spec.replicas");
    ok("apply", "--server-side", "--force-conflicts", "-f", file);
    assertThat(ok("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}")).isEqualTo("2");
    if (kubectl.minor() >= MIGRATING) {
      migratesFromClientSideApply();
    }
  }

  /** Fields that only the client's own apply wrote go with the first apply on the server's side. */
  private void migratesFromClientSideApply() throws Exception {
    String settings =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: moved}\ndata: {a: b, gone: soon}\n";
    String file = kubectl.file("moved.yaml", settings).toString();
    ok("apply", "-f", file);
    kubectl.file("moved.yaml", settings.replace(", gone: soon", ""));
    ok("apply", "--server-side", "-f", file);
    assertThat(ok("get", "cm", "moved", "-o", "jsonpath={.data}")).isEqualTo("{\"a\":\"b\"}");
    assertThat(ok("get", "cm", "moved", "-o", "jsonpath={.metadata.managedFields[*].manager}"))
        .doesNotContain("client-side");
  }
}
