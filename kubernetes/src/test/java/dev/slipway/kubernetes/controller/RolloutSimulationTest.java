package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rollouts with every order of events a seed can make: controllers and node take single steps in
 * random order, templates change at random, the process is restarted at random. In the harsh world
 * pods also break down, images never become ready, sizes change and the clock jumps. {@code
 * SIMULATION_SEEDS=N} in the environment tries N further seeds.
 */
class RolloutSimulationTest {
  private static final ObjectName WEB = new ObjectName("default", "web");
  private static final WriteOptions BY = WriteOptions.by("test");
  private static final int STEPS = 600;
  private static final int TO_REST = 3000;
  private static final int SETTLING = 6;

  @TempDir Path directory;

  static LongStream seeds() {
    int further = Integer.parseInt(System.getenv().getOrDefault("SIMULATION_SEEDS", "0"));
    return LongStream.rangeClosed(1, 6 + further);
  }

  /**
   * A pod that breaks down takes the number of ready ones below what is allowed; what controllers
   * do must not.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void noControllerTakesReadyPodsAwayThatAreNeededWhateverHappens(long seed) {
    var random = new Random(seed);
    int surge = random.nextInt(3);
    int unavailable = surge == 0 ? 1 : random.nextInt(2);
    int replicas = 1 + random.nextInt(6);
    var world = new World(directory.resolve("kubernetes.db"), random);
    world.create(replicas, surge, unavailable);
    world.runToRest("seed " + seed);

    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(120)) {
        case 0 -> world.setImage("web:" + random.nextInt(4));
        case 1 -> world.setImage("bad:" + random.nextInt(2));
        case 2, 3, 4 -> world.breakDown();
        case 5 -> {
          replicas = random.nextInt(7);
          world.scale(replicas);
        }
        case 6 -> world.restart();
        case 7 -> world.jump(Duration.ofMinutes(random.nextInt(120) - 60));
        default -> world.jump(Duration.ofSeconds(random.nextInt(3)));
      }
      long before = world.needed();
      String scene = world.scene();
      world.harshStep();
      assertThat(world.needed())
          .as("ready pods, seed %d, step %d: %s, then %s", seed, step, scene, world.scene())
          .isGreaterThanOrEqualTo(Math.min(before, Math.max(0, replicas - unavailable)));
    }
    world.setImage("web:last");
    world.runToRest("seed " + seed);

    assertThat(world.ready()).isEqualTo(replicas);
    assertThat(world.images()).hasSize(replicas == 0 ? 0 : 1);
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void neverHasFewerReadyPodsThanAllowedAndComesToRest(long seed) {
    var random = new Random(seed);
    int replicas = 1 + random.nextInt(6);
    int surge = random.nextInt(3);
    int unavailable = surge == 0 ? 1 : random.nextInt(2);
    var world = new World(directory.resolve("kubernetes.db"), random);
    world.create(replicas, surge, unavailable);
    world.runToRest("seed " + seed);

    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(60) == 0) {
        world.setImage("web:" + random.nextInt(4));
      }
      if (random.nextInt(150) == 0) {
        world.restart();
      }
      world.step();
      assertThat(world.ready())
          .as("ready pods, seed %d, step %d", seed, step)
          .isGreaterThanOrEqualTo(replicas - Math.min(unavailable, replicas));
      // Kubernetes bounds what the sets ask for; pods of a shrunk set may linger a moment longer.
      assertThat(world.wanted())
          .as("pods asked for, seed %d, step %d", seed, step)
          .isLessThanOrEqualTo(replicas + surge);
    }
    world.runToRest("seed " + seed);

    assertThat(world.ready()).isEqualTo(replicas);
    assertThat(world.images()).hasSize(1);
    world.close();
  }

  /** A cluster whose controllers and node move only when told to. */
  private static final class World {
    private final Path file;
    private final Random random;
    private final MovableClock clock = new MovableClock();
    private final Set<String> broken = new HashSet<>();
    private int addresses;
    private Cluster cluster;
    private EventRecorder events;
    private DeploymentController deployments;
    private ReplicaSetController sets;

    World(Path file, Random random) {
      this.file = file;
      this.random = random;
      this.cluster = open();
      this.events = EventRecorder.start(cluster, new EventRecorder.Source("test", ""));
      this.deployments = new DeploymentController(cluster, events);
      this.sets = new ReplicaSetController(cluster, events);
    }

    private Cluster open() {
      return Cluster.open(
          file,
          new ClusterSettings("10.96.0.0/16", 30000, 32767, clock, new Random(random.nextLong())));
    }

    /** What a controller knows is in the cluster: a restart forgets nothing. */
    void restart() {
      close();
      cluster = open();
      events = EventRecorder.start(cluster, new EventRecorder.Source("test", ""));
      deployments = new DeploymentController(cluster, events);
      sets = new ReplicaSetController(cluster, events);
    }

    void close() {
      events.close();
      cluster.close();
    }

    void create(int replicas, int surge, int unavailable) {
      String json =
          """
          {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
           "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},
            "strategy":{"rollingUpdate":{"maxSurge":%d,"maxUnavailable":%d}},
            "template":{"metadata":{"labels":{"app":"web"}},
             "spec":{"containers":[{"name":"web","image":"web:0"}]}}}}
          """
              .formatted(replicas, surge, unavailable);
      var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "deployment");
      cluster.create(ResourceType.DEPLOYMENTS, KubeObject.of(tree), BY);
    }

    void setImage(String image) {
      cluster.edit(
          ResourceType.DEPLOYMENTS,
          WEB,
          tree -> ((ObjectNode) tree.at("/spec/template/spec/containers/0")).put("image", image),
          BY);
    }

    /**
     * Another size, which all controllers have heard of: what a set was asked for just before would
     * else be held against the new size.
     */
    void scale(int replicas) {
      cluster.edit(
          ResourceType.DEPLOYMENTS,
          WEB,
          tree -> tree.withObject("/spec").put("replicas", replicas),
          BY);
      for (int i = 0; i < SETTLING; i++) {
        reconcile(() -> deployments.reconcile(WEB));
        reconcileSets();
      }
    }

    private void reconcileSets() {
      list(ResourceType.REPLICA_SETS)
          .forEach(set -> reconcile(() -> sets.reconcile(set.objectName())));
    }

    void jump(Duration by) {
      clock.now = clock.now.plus(by);
    }

    /**
     * One ready pod is so no longer, and its set has noticed. It stays broken until the end: one
     * that was given up may come back just before it goes, which is nobody's fault.
     */
    void breakDown() {
      List<KubeObject> ready = living().stream().filter(p -> new PodView(p).isReady()).toList();
      if (ready.isEmpty()) {
        return;
      }
      KubeObject victim = ready.get(random.nextInt(ready.size()));
      broken.add(victim.uid());
      cluster.editStatus(
          ResourceType.PODS,
          victim.objectName(),
          tree -> ((ObjectNode) tree.at("/status/conditions/0")).put("status", "False"),
          BY);
      reconcileSets();
    }

    private List<KubeObject> list(ResourceType type) {
      return cluster.list(type, Selection.namespace("default")).items();
    }

    /** As {@link #step}; the Deployment decides on what its sets report by now. */
    void harshStep() {
      reconcileSets();
      step();
    }

    /** One step of one of the three, on an object of its choice. */
    void step() {
      List<KubeObject> all = list(ResourceType.REPLICA_SETS);
      List<KubeObject> pods = list(ResourceType.PODS);
      int actor = random.nextInt(3);
      if (actor == 0) {
        reconcile(() -> deployments.reconcile(WEB));
      } else if (actor == 1 && !all.isEmpty()) {
        KubeObject set = all.get(random.nextInt(all.size()));
        reconcile(() -> sets.reconcile(set.objectName()));
      } else if (!pods.isEmpty()) {
        KubeObject pod = pods.get(random.nextInt(pods.size()));
        if (pod.isBeingDeleted() || !broken.contains(pod.uid())) {
          SimulatedNode.step(cluster, pod, () -> (++addresses % 250) + 1);
        }
      }
    }

    private static void reconcile(Runnable controller) {
      try {
        controller.run();
      } catch (ApiException e) {
        // The work queue would come back to it, and so does the next step.
        if (!e.isConflict() && !e.isNotFound()) {
          throw e;
        }
      }
    }

    void runToRest(String what) {
      broken.clear();
      for (int i = 0; i < TO_REST; i++) {
        step();
        KubeObject web = cluster.get(ResourceType.DEPLOYMENTS, WEB);
        boolean complete = DeploymentStatus.isComplete(new DeploymentView(web), web.status());
        if (complete && live() == list(ResourceType.PODS).size()) {
          return;
        }
      }
      throw new AssertionError(what + " does not come to rest");
    }

    private List<KubeObject> living() {
      return list(ResourceType.PODS).stream().filter(p -> !p.isBeingDeleted()).toList();
    }

    long wanted() {
      return list(ResourceType.REPLICA_SETS).stream()
          .mapToLong(set -> new ReplicaSetView(set).replicas())
          .sum();
    }

    /** The ready pods that their sets ask for; what is beyond has been given up already. */
    long needed() {
      return list(ResourceType.REPLICA_SETS).stream()
          .mapToLong(set -> Math.min(new ReplicaSetView(set).replicas(), ready(set)))
          .sum();
    }

    private long ready(KubeObject set) {
      return living().stream()
          .filter(p -> Owners.isControlledBy(p, set.uid()) && new PodView(p).isReady())
          .count();
    }

    /** Each set with what it asks for and what it reports, and its pods. */
    String scene() {
      return list(ResourceType.REPLICA_SETS).stream()
          .map(set ->
              "%s asks %d, reports %s available: %s"
                  .formatted(
                      set.at("/spec/template/spec/containers/0/image").asString(""),
                      new ReplicaSetView(set).replicas(),
                      set.status().path("availableReplicas").asString("0"),
                      living().stream()
                          .filter(p -> Owners.isControlledBy(p, set.uid()))
                          .map(p -> new PodView(p).isReady() ? "ready" : "not ready")
                          .toList()))
          .toList()
          .toString();
    }

    long live() {
      return living().size();
    }

    long ready() {
      return living().stream().filter(p -> new PodView(p).isReady()).count();
    }

    List<String> images() {
      return living().stream()
          .map(p -> p.at("/spec/containers/0/image").asString(""))
          .distinct()
          .toList();
    }
  }

  /** Stands still until it is moved. */
  private static final class MovableClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
