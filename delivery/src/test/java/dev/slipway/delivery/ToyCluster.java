package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * A namespace in memory whose rollouts move only when told: enough of a cluster for the decisions
 * about releases.
 */
public final class ToyCluster implements ClusterWatch, ClusterEdit {
  public static final String NAMESPACE = "doctor-app";

  private final Map<String, KubeObject> objects = new TreeMap<>();
  private final Map<String, String> podStates = new TreeMap<>();
  private final List<KubeObject> landed = new ArrayList<>();
  private Runnable before = () -> {};

  /** What happens before every access; it may throw. */
  public void beforeAccess(Runnable what) {
    before = what;
  }

  public static KubeObject deployment(String name, String image, Map<String, String> annotations) {
    ObjectNode tree =
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"apiVersion":"apps/v1","kind":"Deployment",
                 "metadata":{"name":"%1$s","namespace":"doctor-app"},
                 "spec":{"replicas":1,"selector":{"matchLabels":{"app":"%1$s"}},
                  "template":{"metadata":{"labels":{"app":"%1$s"}},
                   "spec":{"containers":[{"name":"app","image":"%2$s",
                     "envFrom":[{"configMapRef":{"name":"settings"}}]}]}}}}
                """
                    .formatted(name, image));
    annotations.forEach(tree.withObject("/metadata/annotations")::put);
    return KubeObject.of(tree);
  }

  public static KubeObject configuration(String value) {
    return KubeObject.of(
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"apiVersion":"v1","kind":"ConfigMap",
                 "metadata":{"name":"settings","namespace":"doctor-app"},"data":{"v":"%s"}}
                """
                    .formatted(value)));
  }

  private static String key(KubeObject object) {
    return object.kind() + "/" + object.name();
  }

  public Optional<KubeObject> find(String kind, String name) {
    return Optional.ofNullable(objects.get(kind + "/" + name));
  }

  /** Stores an object as a client's write does. */
  public void store(KubeObject object) {
    Optional<KubeObject> old = find(object.kind(), object.name());
    if (!object.kind().equals("Deployment")) {
      objects.put(key(object), object);
      return;
    }
    boolean rolled =
        old.filter(o -> Contents.template(o).equals(Contents.template(object))).isEmpty();
    int revision = old.map(ToyCluster::revision).orElse(0) + (rolled ? 1 : 0);
    long generation = old.map(KubeObject::generation).orElse(0L) + 1;
    KubeObject stored =
        object.edited(tree -> {
          ObjectNode metadata = tree.withObject("/metadata");
          metadata.put("uid", "uid-" + object.name()).put("generation", generation);
          metadata
              .withObject("/annotations")
              .put("deployment.kubernetes.io/revision", Integer.toString(revision));
          tree.withObject("/status");
        });
    objects.put(key(object), stored);
    if (rolled) {
      podStates.put(object.name(), "");
    }
    landed.add(stored);
  }

  private static int revision(KubeObject deployment) {
    return Integer.parseInt(
        deployment.annotations().getOrDefault("deployment.kubernetes.io/revision", "0"));
  }

  /** The states of Deployments since the last call. */
  public List<KubeObject> drain() {
    List<KubeObject> all = List.copyOf(landed);
    landed.clear();
    return all;
  }

  public List<KubeObject> deployments() {
    return objects.values().stream().filter(o -> o.kind().equals("Deployment")).toList();
  }

  /** Whether a Deployment's rollout has not ended. */
  public boolean isOpen(String name) {
    return podStates.getOrDefault(name, "").isEmpty();
  }

  /**
   * Ends the rollout of a Deployment: ready, or not pulled when its image is bad, or running
   * without ever answering when it is deaf.
   */
  public void progress(String name) {
    KubeObject deployment = objects.get("Deployment/" + name);
    if (deployment == null) {
      return;
    }
    String image = deployment.at("/spec/template/spec/containers/0/image").asString("");
    String state = image.contains("deaf") ? "deaf" : "ready";
    podStates.put(name, image.contains("bad") ? "ImagePullBackOff" : state);
  }

  @Override
  public EnvironmentView view(String namespace) {
    before.run();
    var sets = new ArrayList<KubeObject>();
    var pods = new ArrayList<KubeObject>();
    var shown = new ArrayList<KubeObject>();
    for (KubeObject deployment : deployments()) {
      String state = podStates.getOrDefault(deployment.name(), "");
      shown.add(status(deployment, state));
      sets.add(set(deployment));
      pods.add(pod(deployment, state));
    }
    var configuration =
        objects.values().stream().filter(o -> o.kind().equals("ConfigMap")).toList();
    return new EnvironmentView(shown, sets, pods, configuration, List.of());
  }

  private static KubeObject status(KubeObject deployment, String state) {
    int replicas = deployment.spec().path("replicas").asInt(1);
    int available = state.equals("ready") ? replicas : 0;
    return deployment.edited(tree ->
        tree.withObject("/status")
            .put("observedGeneration", deployment.generation())
            .put("replicas", replicas)
            .put("updatedReplicas", replicas)
            .put("availableReplicas", available));
  }

  private static KubeObject set(KubeObject deployment) {
    return KubeObject.of(
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"%1$s-1",
                 "namespace":"doctor-app","uid":"set-%1$s",
                 "annotations":{"deployment.kubernetes.io/revision":"%2$d"},
                 "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"%1$s",
                  "uid":"uid-%1$s","controller":true}]}}
                """
                    .formatted(deployment.name(), revision(deployment))));
  }

  private static KubeObject pod(KubeObject deployment, String state) {
    String container =
        switch (state) {
          case "ImagePullBackOff" ->
              "{\"name\":\"app\",\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}";
          case "deaf" ->
              "{\"name\":\"app\",\"state\":{\"running\":{\"startedAt\":\"2020-01-01T00:00:00Z\"}}}";
          default -> "{\"name\":\"app\",\"ready\":" + state.equals("ready") + "}";
        };
    return KubeObject.of(
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%1$s-1-a",
                 "namespace":"doctor-app","ownerReferences":[{"apiVersion":"apps/v1",
                  "kind":"ReplicaSet","name":"%1$s-1","uid":"set-%1$s","controller":true}]},
                 "status":{"containerStatuses":[%2$s],
                  "conditions":[{"type":"Ready","status":"%3$s"}]}}
                """
                    .formatted(
                        deployment.name(), container, state.equals("ready") ? "True" : "False")));
  }

  @Override
  public Subscription subscribe(Listener listener) {
    throw new UnsupportedOperationException("driven by hand");
  }

  @Override
  public boolean write(KubeObject name, Function<Optional<KubeObject>, Optional<KubeObject>> next) {
    before.run();
    Optional<KubeObject> wanted = next.apply(find(name.kind(), name.name()));
    wanted.ifPresent(this::store);
    return wanted.isPresent();
  }
}
