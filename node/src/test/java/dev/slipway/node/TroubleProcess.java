package dev.slipway.node;

import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.image.ImagePullException;
import dev.slipway.node.image.PodImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A cluster in a process of its own, in whose life everything happens that may: new versions that
 * exist and that don't, images that come slowly, clocks that are set, containers that crash. It
 * goes on until it is killed, or comes to rest when told to. What it finds wrong it prints.
 */
final class TroubleProcess {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int SLOWEST_PULL = 800;
  private static final int LONGEST_PAUSE = 250;

  /** A server whose probes fail while there is a file of its pod's name. */
  private static final String SERVER =
      """
      import http.server, os, signal, sys
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(503 if os.path.exists('/ill/' + os.environ['HOSTNAME']) else 200)
              self.end_headers()
          def log_message(self, *args):
              pass
      signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
      http.server.HTTPServer(('', 8000), Handler).serve_forever()
      """;

  private final Path directory;
  private final TestMachine machine;
  private final Troublemaker trouble;
  private final Random random;

  private TroubleProcess(Path directory, Random random) throws IOException {
    this.directory = directory;
    this.random = random;
    var clock = new ShiftedClock(directory.resolve("clock"));
    var pulls = new Random(random.nextLong());
    this.machine = new TestMachine(directory, 0, clock, images -> new Slow(images, pulls));
    Path ill = Files.createDirectories(directory.resolve("ill"));
    this.trouble = new Troublemaker(machine, clock, random, ill);
  }

  /** What a process does before it ends or is killed. */
  enum Mood {
    /** Nothing makes a ready pod fail: there are always as many as the strategy promises. */
    CALM,
    /** Pods crash, fail their probes, are deleted; the size changes. */
    HARSH,
    /** All troubles end: what is wanted comes true, and after its deletion nothing is left. */
    REST
  }

  /** The arguments are a directory, the seed of the Deployment, that of the process, and a mood. */
  public static void main(String[] arguments) throws Exception {
    // The first numbers of neighbouring seeds are much alike.
    var shape = new Random(new Random(Long.parseLong(arguments[1])).nextLong());
    int unavailable = shape.nextInt(2);
    var world = new TroubleProcess(Path.of(arguments[0]), new Random(Long.parseLong(arguments[2])));
    world.deploy(1 - shape.nextInt(unavailable + 1), unavailable, shape.nextInt(2));
    switch (Mood.valueOf(arguments[3])) {
      case CALM -> world.beCalm(3 - unavailable);
      case HARSH -> world.beHarsh();
      case REST -> world.rest();
    }
  }

  private void deploy(int surge, int unavailable, int minReady) throws IOException {
    try {
      machine.create(
          """
          {"apiVersion":"apps/v1","kind":"Deployment",
           "metadata":{"name":"web","namespace":"default"},
           "spec":{"replicas":3,"minReadySeconds":%d,"selector":{"matchLabels":{"app":"web"}},
            "strategy":{"rollingUpdate":{"maxSurge":%d,"maxUnavailable":%d}},
            "template":{"metadata":{"labels":{"app":"web"}},
             "spec":{"terminationGracePeriodSeconds":2,
              "volumes":[{"name":"usr","hostPath":{"path":"/usr"}},
               {"name":"ill","hostPath":{"path":%s}},
               {"name":"scratch","emptyDir":{"medium":"Memory"}}],
              "containers":[{"name":"web","image":"web:1","command":["/usr/bin/python3","-c",%s],
               "volumeMounts":[{"name":"usr","mountPath":"/usr","readOnly":true},
                {"name":"ill","mountPath":"/ill"},{"name":"scratch","mountPath":"/tmp"}],
               "readinessProbe":{"periodSeconds":1,"timeoutSeconds":10,
                "httpGet":{"path":"/","port":8000}}}]}}}}
          """
              .formatted(
                  minReady,
                  surge,
                  unavailable,
                  Json.text(directory.resolve("ill").toString()),
                  Json.text(SERVER)));
      await().atMost(LONG).until(this::isWhole);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private void beCalm(int allowed) throws IOException, InterruptedException {
    ReadyPods.watch(machine.cluster(), allowed);
    System.out.println("up");
    while (true) {
      pause();
      trouble.disturb();
    }
  }

  private void beHarsh() throws IOException {
    System.out.println("up");
    while (true) {
      pause();
      trouble.harm();
    }
  }

  private void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE)));
  }

  private void rest() throws IOException {
    System.out.println("up");
    trouble.heal("web:9");
    await().atMost(LONG).until(this::isWhole);
    System.out.println("at rest");
    machine.cluster().delete(ResourceType.DEPLOYMENTS, Troublemaker.WEB, DeleteOptions.DEFAULT);
    await().atMost(LONG).until(() -> machine.pods().isEmpty() && sets().isEmpty());
    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          List<String> held = machine.held(directory);
          if (!held.isEmpty()) {
            throw new AssertionError("left: " + held);
          }
        });
    System.out.println("nothing is left");
    machine.close();
  }

  private List<KubeObject> sets() {
    return machine
        .cluster()
        .list(ResourceType.REPLICA_SETS, Selection.namespace("default"))
        .items();
  }

  /** Whether there are three ready pods of the wanted image and no others. */
  private boolean isWhole() {
    KubeObject web = machine.cluster().get(ResourceType.DEPLOYMENTS, Troublemaker.WEB);
    String image = web.at("/spec/template/spec/containers/0/image").asString("");
    List<KubeObject> pods = machine.pods();
    return web.status().path("availableReplicas").asInt(0) == 3
        && web.status().path("observedGeneration").asLong(0) == web.generation()
        && pods.size() == 3
        && pods.stream().allMatch(ReadyPods::isReady)
        && pods.stream().allMatch(p -> p.at("/spec/containers/0/image").asString("").equals(image));
  }

  /** Images from a registry that is far away. */
  private record Slow(PodImages images, Random random) implements PodImages {
    @Override
    public PodImage pull(Request request) throws ImagePullException, InterruptedException {
      Thread.sleep(random.nextInt(SLOWEST_PULL));
      return images.pull(request);
    }

    @Override
    public List<Stored> stored() throws IOException {
      return images.stored();
    }

    @Override
    public boolean isPresent(String reference) {
      return images.isPresent(reference);
    }
  }
}
