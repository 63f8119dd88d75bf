package dev.slipway.kubernetes.controller;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A cluster with one Deployment whose controllers and node move only when told to. */
final class SimulatedWorld implements AutoCloseable {
  static final ObjectName WEB = new ObjectName("default", "web");
  private static final WriteOptions BY = WriteOptions.by("test");
  private static final int TO_REST = 6000;

  /** How a Deployment may roll. */
  record Shape(int replicas, int surge, int unavailable, int minReady) {
    static Shape of(Random random) {
      int surge = random.nextInt(3);
      return new Shape(
          1 + random.nextInt(6),
          surge,
          surge == 0 ? 1 : random.nextInt(2),
          random.nextInt(3) == 0 ? 5 : 0);
    }
  }

  private final Path file;
  private final Random random;
  private final MortalClock clock = new MortalClock();
  private final ModelMachine machine;
  private final Set<String> ill = new HashSet<>();
  private Cluster cluster;
  private EventRecorder events;
  private DeploymentController deployments;
  private ReplicaSetController sets;
  private GarbageCollector garbage;
  private ModelNode node;

  SimulatedWorld(Path file, Random random, Shape shape) {
    this.file = file;
    this.random = random;
    this.machine = new ModelMachine(random);
    start();
    String json =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
         "spec":{"replicas":%d,"minReadySeconds":%d,"selector":{"matchLabels":{"app":"web"}},
          "strategy":{"rollingUpdate":{"maxSurge":%d,"maxUnavailable":%d}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"containers":[{"name":"web","image":"web:0"}]}}}}
        """
            .formatted(shape.replicas(), shape.minReady(), shape.surge(), shape.unavailable());
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "deployment");
    cluster.create(ResourceType.DEPLOYMENTS, KubeObject.of(tree), BY);
  }

  private void start() {
    cluster =
        Cluster.open(
            file,
            new ClusterSettings(
                "10.96.0.0/16", 30000, 32767, clock, new Random(random.nextLong())));
    events = EventRecorder.start(cluster, new EventRecorder.Source("test", ""));
    deployments = new DeploymentController(cluster, events);
    sets = new ReplicaSetController(cluster, events);
    garbage =
        new GarbageCollector(
            cluster,
            owner ->
                list(ResourceType.PODS).stream()
                    .filter(p -> Owners.isControlledBy(p, owner.uid()))
                    .toList());
    node = new ModelNode(cluster, machine, ill);
  }

  @Override
  public void close() {
    clock.disarm();
    events.close();
    cluster.close();
  }

  /** The next process knows what is in the cluster and on the machine, and nothing else. */
  void restart() {
    close();
    start();
  }

  void deploymentStep() {
    reconcile(() -> deployments.reconcile(WEB));
  }

  void setStep() {
    List<KubeObject> all = list(ResourceType.REPLICA_SETS);
    if (!all.isEmpty()) {
      KubeObject set = all.get(random.nextInt(all.size()));
      reconcile(() -> sets.reconcile(set.objectName()));
    }
  }

  void nodeStep() {
    reconcile(() -> node.step(random));
  }

  /** One step that the process may not survive. */
  void mortally(Runnable step) {
    clock.arm(1 + random.nextInt(12));
    try {
      step.run();
      clock.disarm();
    } catch (MortalClock.Killed e) {
      restart();
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

  void edit(java.util.function.Consumer<ObjectNode> change) {
    cluster.edit(ResourceType.DEPLOYMENTS, WEB, t -> change.accept(t.withObject("/spec")), BY);
  }

  void setImage(String image) {
    edit(spec -> ((ObjectNode) spec.at("/template/spec/containers/0")).put("image", image));
  }

  /** Goes back to the template of some older revision, as kubectl does. */
  void undo() {
    List<KubeObject> all = list(ResourceType.REPLICA_SETS);
    if (!all.isEmpty()) {
      ObjectNode template =
          (ObjectNode) all.get(random.nextInt(all.size())).spec().path("template").deepCopy();
      template.withObject("/metadata/labels").remove(ReplicaSetView.HASH_LABEL);
      edit(spec -> spec.set("template", template));
    }
  }

  void jump(Duration by) {
    clock.jump(by);
  }

  /** A pod's probes begin to fail, or no longer do. */
  void turnIll() {
    List<KubeObject> pods = list(ResourceType.PODS);
    if (!pods.isEmpty()) {
      String uid = pods.get(random.nextInt(pods.size())).uid();
      if (!ill.remove(uid)) {
        ill.add(uid);
      }
    }
  }

  /** Somebody deletes a pod, every other time by force. */
  void deletePod() {
    List<KubeObject> pods = list(ResourceType.PODS);
    if (!pods.isEmpty()) {
      ObjectName name = pods.get(random.nextInt(pods.size())).objectName();
      var how = random.nextBoolean() ? DeleteOptions.DEFAULT : DeleteOptions.grace(0);
      reconcile(() -> cluster.delete(ResourceType.PODS, name, how));
    }
  }

  List<KubeObject> list(ResourceType type) {
    return cluster.list(type, Selection.namespace("default")).items();
  }

  List<ReplicaSetView> sets() {
    return list(ResourceType.REPLICA_SETS).stream().map(ReplicaSetView::new).toList();
  }

  DeploymentView deployment() {
    return new DeploymentView(cluster.get(ResourceType.DEPLOYMENTS, WEB));
  }

  List<PodView> living() {
    return list(ResourceType.PODS).stream().map(PodView::new).filter(PodView::isActive).toList();
  }

  long available(ReplicaSetView set) {
    return living().stream()
        .filter(p -> Owners.isControlledBy(p.object(), set.uid()))
        .filter(p -> p.isAvailable(set.minReady(), clock.instant()))
        .count();
  }

  Set<String> leaked() {
    return node.leaked(list(ResourceType.PODS));
  }

  /** Everything heals, and enough time passes for what is wanted to come true. */
  void runToRest() {
    ill.clear();
    for (int i = 0; i < TO_REST; i++) {
      switch (random.nextInt(3)) {
        case 0 -> deploymentStep();
        case 1 -> setStep();
        default -> nodeStep();
      }
      jump(Duration.ofSeconds(1));
      DeploymentView web = deployment();
      boolean complete = DeploymentStatus.isComplete(web, web.status());
      // A set reports pods as gone that it is about to delete: they must be gone.
      boolean settled =
          living().size() == web.replicas()
              && living().size() == list(ResourceType.PODS).size()
              && leaked().isEmpty();
      if (complete && settled) {
        return;
      }
    }
    throw new AssertionError("no rest: " + this);
  }

  /** Deletes the Deployment; what it owned goes after it. */
  void deleteEverything() {
    cluster.delete(ResourceType.DEPLOYMENTS, WEB, DeleteOptions.DEFAULT);
    for (int i = 0; i < TO_REST && !(machine.pods().isEmpty() && isEmpty()); i++) {
      for (ResourceType type : List.of(ResourceType.REPLICA_SETS, ResourceType.PODS)) {
        list(type)
            .forEach(o ->
                reconcile(
                    () -> garbage.reconcile(new GarbageCollector.Item(type, o.objectName()))));
      }
      setStep();
      nodeStep();
    }
  }

  private boolean isEmpty() {
    return list(ResourceType.REPLICA_SETS).isEmpty() && list(ResourceType.PODS).isEmpty();
  }

  Set<String> holders() {
    return machine.pods();
  }

  /** Each set with its size, what it reports and how many pods it truly has. */
  @Override
  public String toString() {
    return deployment().replicas()
        + " wanted; "
        + sets().stream()
            .map(s ->
                "%s asks %d (for %d), reports %d available, has %d of %d"
                    .formatted(
                        s.template().at("/spec/containers/0/image").asString(""),
                        s.replicas(),
                        s.desired(),
                        s.available(),
                        available(s),
                        living().stream()
                            .filter(p -> Owners.isControlledBy(p.object(), s.uid()))
                            .count()))
            .toList();
  }
}
