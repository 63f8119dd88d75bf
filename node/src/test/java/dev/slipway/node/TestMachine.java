package dev.slipway.node;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Containers;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.Controllers;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.image.PodImages;
import dev.slipway.node.proxy.Proxies;
import dev.slipway.node.proxy.ProxySettings;
import dev.slipway.node.proxy.Traffic;
import dev.slipway.node.volume.PodTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A whole cluster with real containers in a directory of its own. */
final class TestMachine implements AutoCloseable {
  static final WriteOptions BY = WriteOptions.by("test");

  /** A server that answers with the version of its image and ends its answers when told to end. */
  static final String SERVER =
      """
      import http.server, signal, threading, time
      version = open('/version').read()
      class Handler(http.server.BaseHTTPRequestHandler):
          protocol_version = 'HTTP/1.1'
          def do_GET(self):
              if self.path.startswith('/slow'):
                  time.sleep(1)
              body = ('version ' + version).encode()
              self.send_response(200)
              self.send_header('Content-Length', str(len(body)))
              self.end_headers()
              self.wfile.write(body)
          def log_message(self, *args):
              pass
      server = http.server.ThreadingHTTPServer(('', 8000), Handler)
      signal.signal(signal.SIGTERM, lambda *a: threading.Thread(target=server.shutdown).start())
      print('serving ' + version, flush=True)
      server.serve_forever()
      """;

  private final Cgroups cgroups;
  private final Containers containers;
  private final Networks networks;
  private final NameService nameService;
  private final Cluster cluster;
  private final Controllers controllers;
  private final Node node;
  private final Proxies proxies;

  TestMachine(Path directory, int ingressPort) throws IOException {
    this(directory, ingressPort, Clock.systemUTC(), images -> images);
  }

  /**
   * One with a clock of its own, and with images that come as {@code how} lets them.
   *
   * @param ingressPort 0 for any
   */
  TestMachine(Path directory, int ingressPort, Clock clock, UnaryOperator<PodImages> how)
      throws IOException {
    InstanceNames names = InstanceNames.of(directory);
    cgroups = Cgroups.probe(names);
    Snapshots snapshots = Snapshots.open(directory.resolve("snapshots"));
    containers = Containers.open(directory.resolve("run"), cgroups, clock);
    networks = Networks.open(names, directory.resolve("networks"));
    nameService = NameService.start(networks);
    cluster =
        Cluster.open(
            directory.resolve("kubernetes.db"),
            new ClusterSettings(
                networks.plan().services().toString(), 30000, 32767, clock, new Random()));
    controllers = Controllers.start(cluster);
    var traffic = new Traffic();
    node =
        Node.start(
            NodeSettings.of("test-node", directory.resolve("node"), names),
            cluster,
            containers,
            networks,
            nameService,
            snapshots,
            how.apply(new TestImages(snapshots, directory.resolve("images"))),
            traffic,
            PodTokens.NONE);
    proxies = Proxies.start(cluster, networks, traffic, ProxySettings.onPort(ingressPort));
  }

  int ingressPort() {
    return proxies.ingressPort();
  }

  Cluster cluster() {
    return cluster;
  }

  Containers containers() {
    return containers;
  }

  Node node() {
    return node;
  }

  KubeObject create(String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    KubeObject object = KubeObject.of(tree);
    var type =
        ResourceType.of(GroupVersionKind.of(object.apiVersion(), object.kind())).orElseThrow();
    return cluster.create(type, object, BY);
  }

  KubeObject pod(String name) {
    return cluster.get(ResourceType.PODS, new ObjectName("default", name));
  }

  List<KubeObject> pods() {
    return cluster.list(ResourceType.PODS, Selection.namespace("default")).items();
  }

  List<String> events(String reason) {
    return cluster.list(ResourceType.EVENTS, Selection.namespace("default")).items().stream()
        .filter(e -> e.tree().path("reason").asString("").equals(reason))
        .map(e -> e.tree().path("message").asString(""))
        .toList();
  }

  /** The specification of a pod that runs a script with the host's programs. */
  static String script(String... words) {
    return """
    "volumes":[{"name":"usr","hostPath":{"path":"/usr"}}],
    "containers":[{"name":"main","image":"web:1","command":%s,
      "volumeMounts":[{"name":"usr","mountPath":"/usr","readOnly":true}]}]
    """
        .formatted(Json.text(words));
  }

  static String pod(String name, String spec) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default"},"spec":{%s}}
    """
        .formatted(name, spec);
  }

  static String deployment(int replicas) {
    return """
    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
     "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},
      "template":{"metadata":{"labels":{"app":"web"}},
       "spec":{"terminationGracePeriodSeconds":10,
        "volumes":[{"name":"usr","hostPath":{"path":"/usr"}}],
        "containers":[{"name":"web","image":"web:1","command":["/usr/bin/python3","-c",%s],
         "volumeMounts":[{"name":"usr","mountPath":"/usr","readOnly":true}],
         "readinessProbe":{"periodSeconds":1,"httpGet":{"path":"/","port":8000}}}]}}}}
    """
        .formatted(replicas, Json.text(SERVER));
  }

  static final String SERVICE =
      """
      {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
       "spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8000}]}}
      """;

  static final String INGRESS =
      """
      {"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
       "metadata":{"name":"web","namespace":"default"},
       "spec":{"rules":[{"http":{"paths":[{"path":"/","pathType":"Prefix",
        "backend":{"service":{"name":"web","port":{"number":80}}}}]}}]}}
      """;

  /** Goes as a process does that is told to end: containers stay. */
  @Override
  public void close() {
    proxies.close();
    node.close();
    controllers.close();
    cluster.close();
    containers.close();
    nameService.close();
  }

  /** Removes everything from the machine. */
  void remove() {
    proxies.close();
    node.removeEverything();
    controllers.close();
    cluster.close();
    containers.removeAll();
    containers.close();
    nameService.close();
    networks.removeAll();
    cgroups.removeAll();
  }

  /** What pods still have on the machine, though there may be none any more. */
  List<String> held(Path directory) throws IOException {
    var held = new ArrayList<String>();
    containers.list().forEach(c -> held.add("container " + c.id()));
    networks.list().forEach(n -> held.add("network " + n.id()));
    cgroups.names("pods").forEach(g -> held.add("cgroup " + g));
    held.addAll(processes(directory));
    InstanceNames names = InstanceNames.of(directory);
    Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .filter(m -> m.contains(directory.toString()))
        .forEach(m -> held.add("mount " + m));
    Command.of("ip", "-o", "link")
        .run()
        .orThrow("list links")
        .stdout()
        .lines()
        .filter(l -> l.contains(" v" + names.token()))
        .forEach(l -> held.add("cable " + l));
    for (String parent : List.of("run/c", "node/pods", "networks/pods")) {
      held.addAll(entries(directory.resolve(parent)));
    }
    held.addAll(entries(Path.of("/dev/shm", names.cgroup())));
    return held;
  }

  private static List<String> entries(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files.map(Path::toString).toList();
    }
  }

  /** Whether anything of an instance is left on the machine. */
  static boolean isGone(Path directory) throws IOException {
    InstanceNames names = InstanceNames.of(directory);
    String links = Command.of("ip", "link").run().stdout();
    String rules = Command.of("iptables-save").run().stdout();
    String mounts = Files.readString(Path.of("/proc/self/mounts"));
    return !links.contains(names.token())
        && !rules.contains(names.token())
        && !mounts.contains(directory.toString())
        && !Files.exists(Path.of("/dev/shm", names.cgroup()))
        && !Files.exists(Path.of("/sys/fs/cgroup/memory", names.cgroup()))
        && processes(directory).isEmpty();
  }

  /** Processes of an instance: its supervisors and containers, and who holds its namespaces. */
  private static List<String> processes(Path directory) throws IOException {
    String mark = "SLIPWAY_NETWORK_OF=" + InstanceNames.of(directory).token();
    var left = new ArrayList<String>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String all = read(process.resolve("cmdline")) + read(process.resolve("environ"));
        if (all.contains(directory + "/run") || all.contains(mark)) {
          left.add(process + ": " + all.replace('\0', ' '));
        }
      }
    }
    return left;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
