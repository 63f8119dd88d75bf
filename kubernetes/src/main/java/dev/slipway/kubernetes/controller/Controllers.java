package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.kubernetes.controller.EventRecorder.Source;
import dev.slipway.kubernetes.controller.GarbageCollector.Item;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.OwnerReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * All controllers of a cluster, running.
 *
 * <pre>
 *   cluster ──watch──► informer of each kind ──keys──► work queue of each controller
 *      ▲                                                      │ one worker per key
 *      └──── executor ◄── actions ◄── planner ◄── snapshot ◄──┘ (read from the cluster itself)
 * </pre>
 */
public final class Controllers implements AutoCloseable {
  private static final String OWNER = "owner";
  private static final int WORKERS = 2;

  private final Cluster cluster;
  private final PodMetrics metrics;
  private final ServiceAccountTokens tokens;
  private final TaintEviction taints;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Map<ResourceType, Informer> informers = new ConcurrentHashMap<>();
  private final WorkQueue<ObjectName> deployments;
  private final WorkQueue<ObjectName> sets;
  private final WorkQueue<ObjectName> services;
  private final WorkQueue<ObjectName> mirrored;
  private final WorkQueue<ObjectName> jobs;
  private final WorkQueue<ObjectName> budgets;
  private final WorkQueue<ObjectName> autoscalers;
  private final WorkQueue<ObjectName> tainted;
  private final WorkQueue<ObjectName> tokenSecrets;
  private final WorkQueue<String> namespaces;
  private final WorkQueue<ObjectName> published;
  private final WorkQueue<Item> garbage;
  private final WorkQueue<String> expiry;
  private final WorkQueue<String> ended;
  private final EndpointsController endpoints;

  private Controllers(Cluster cluster, PodMetrics metrics, ServiceAccountTokens tokens) {
    this.cluster = cluster;
    this.metrics = metrics;
    this.tokens = tokens;
    taints = new TaintEviction(cluster, recorder(TaintEviction.COMPONENT));
    deployments = new WorkQueue<>(cluster.clock());
    sets = new WorkQueue<>(cluster.clock());
    services = new WorkQueue<>(cluster.clock());
    mirrored = new WorkQueue<>(cluster.clock());
    jobs = new WorkQueue<>(cluster.clock());
    budgets = new WorkQueue<>(cluster.clock());
    autoscalers = new WorkQueue<>(cluster.clock());
    tainted = new WorkQueue<>(cluster.clock());
    tokenSecrets = new WorkQueue<>(cluster.clock());
    namespaces = new WorkQueue<>(cluster.clock());
    published = new WorkQueue<>(cluster.clock());
    garbage = new WorkQueue<>(cluster.clock());
    expiry = new WorkQueue<>(cluster.clock());
    ended = new WorkQueue<>(cluster.clock());
    endpoints = new EndpointsController(cluster, recorder("endpoint-slice-controller"));
  }

  /** Starts the controllers of a cluster whose pods nobody measures. */
  public static Controllers start(Cluster cluster) {
    return start(cluster, PodMetrics.NONE, ServiceAccountTokens.NONE);
  }

  /**
   * Starts the controllers; they work in the background until closed.
   *
   * @param metrics what autoscalers go by
   * @param tokens what Secrets that ask for an account's token are filled with
   */
  public static Controllers start(
      Cluster cluster, PodMetrics metrics, ServiceAccountTokens tokens) {
    var controllers = new Controllers(cluster, metrics, tokens);
    controllers.startInformers();
    controllers.startWorkers();
    return controllers;
  }

  private EventRecorder recorder(String component) {
    return own(EventRecorder.start(cluster, new Source(component, "")));
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }

  private void startWorkers() {
    var deployment = new DeploymentController(cluster, recorder("deployment-controller"));
    start("deployments", deployments, deployment::reconcile);
    var set = new ReplicaSetController(cluster, recorder("replicaset-controller"));
    start("replicasets", sets, set::reconcile);
    start("jobs", jobs, new JobController(cluster, recorder("job-controller"))::reconcile);
    var autoscaler =
        new AutoscalerController(cluster, recorder("horizontal-pod-autoscaler"), metrics);
    start("autoscalers", autoscalers, autoscaler::reconcile);
    start("tainted", tainted, taints::reconcile);
    var secrets = new TokenSecrets(cluster, tokens);
    own(Workers.start("token-secrets", 1, tokenSecrets, secrets::reconcile));
    var disruption = new DisruptionController(cluster, recorder("controllermanager"));
    own(Workers.start("budgets", 1, budgets, disruption::reconcile));
    own(Workers.start("endpoints", WORKERS, services, endpoints::reconcile));
    var mirror = new EndpointsMirror(cluster, recorder("endpoint-slice-mirroring-controller"));
    own(Workers.start("endpoints-mirror", 1, mirrored, mirror::reconcile));
    var publisher = new ApiPublisher(cluster);
    var namespace = new NamespaceController(cluster, publisher);
    own(Workers.start("namespaces", 1, namespaces, namespace::reconcile));
    own(Workers.start("api-service", 1, published, publisher::reconcile));
    published.add(ClusterSettings.API_SERVICE);
    var collector = new GarbageCollector(cluster, this::dependents);
    own(Workers.start("garbage", WORKERS, garbage, collector::reconcile));
    start("event-expiry", expiry, new EventExpiry(cluster)::reconcile);
    expiry.add("events");
    start("ended-pods", ended, new EndedPods(cluster, EndedPods.KEPT)::reconcile);
    ended.add("pods");
  }

  private <K> void start(
      String name, WorkQueue<K> queue, Function<K, Optional<Duration>> reconcile) {
    own(
        Workers.start(
            name,
            WORKERS,
            queue,
            key -> reconcile.apply(key).ifPresent(after -> queue.addAfter(key, after))));
  }

  private void startInformers() {
    for (ResourceType type : ResourceType.ALL) {
      if (!type.equals(ResourceType.EVENTS)) {
        informers.put(
            type,
            own(
                Informer.of(cluster, type)
                    .index(
                        OWNER, o -> o.ownerReferences().stream().map(OwnerReference::uid).toList())
                    .handler(new WakeUps(type))
                    .start()));
      }
    }
  }

  /** Asks the cluster itself: an informer may not have seen the newest dependent yet. */
  private List<KubeObject> dependents(KubeObject owner) {
    var all = new ArrayList<KubeObject>();
    for (ResourceType type : informers.keySet()) {
      cluster.list(type, Selection.namespace(owner.namespace())).items().stream()
          .filter(o -> o.ownerReferences().stream().anyMatch(r -> r.uid().equals(owner.uid())))
          .forEach(all::add);
    }
    return all;
  }

  /** Tells which keys a change of one kind concerns. */
  private final class WakeUps implements Informer.Handler {
    private final ResourceType type;

    WakeUps(ResourceType type) {
      this.type = type;
    }

    @Override
    public void added(KubeObject object) {
      changed(object);
      if (type.equals(ResourceType.HORIZONTAL_POD_AUTOSCALERS)) {
        autoscalers.add(object.objectName());
      }
      if (type.equals(ResourceType.NODES)) {
        wakePods(object);
      }
      if (!object.ownerReferences().isEmpty() || object.isBeingDeleted()) {
        garbage.add(new Item(type, object.objectName()));
      }
    }

    @Override
    public void updated(KubeObject old, KubeObject object) {
      changed(object);
      if (type.equals(ResourceType.NODES) && !old.spec().equals(object.spec())) {
        wakePods(object);
      }
      // Its reports are no reason to look again: that happens every few seconds anyway.
      if (type.equals(ResourceType.HORIZONTAL_POD_AUTOSCALERS)
          && !old.spec().equals(object.spec())) {
        autoscalers.add(object.objectName());
      }
      if (!old.labels().equals(object.labels()) || !old.controller().equals(object.controller())) {
        changed(old);
      }
      boolean relevant =
          !old.ownerReferences().equals(object.ownerReferences())
              || object.isBeingDeleted() != old.isBeingDeleted()
              || !object.finalizers().equals(old.finalizers());
      if (relevant) {
        garbage.add(new Item(type, object.objectName()));
      }
    }

    @Override
    public void deleted(KubeObject object) {
      changed(object);
      if (type.equals(ResourceType.PODS)) {
        wakeRecreating(object);
        taints.forget(object);
      }
      wakeDependents(object.uid());
      for (OwnerReference owner : object.ownerReferences()) {
        wakeOwner(object, owner);
      }
      if (!object.namespace().isEmpty()) {
        cluster
            .find(ResourceType.NAMESPACES, ObjectName.cluster(object.namespace()))
            .filter(KubeObject::isBeingDeleted)
            .ifPresent(n -> namespaces.add(n.name()));
      }
    }

    private void wakeDependents(String uid) {
      informers.forEach((dependentType, informer) ->
          informer
              .byIndex(OWNER, uid)
              .forEach(d -> garbage.add(new Item(dependentType, d.objectName()))));
    }

    private void wakeOwner(KubeObject object, OwnerReference owner) {
      var kind = GroupVersionKind.of(owner.apiVersion(), owner.kind());
      ResourceType.of(kind)
          .ifPresent(t ->
              garbage.add(
                  new Item(
                      t,
                      new ObjectName(t.isNamespaced() ? object.namespace() : "", owner.name()))));
    }

    private void changed(KubeObject object) {
      if (ApiPublisher.PUBLISHED.contains(type)
          && object.objectName().equals(ClusterSettings.API_SERVICE)) {
        published.add(object.objectName());
      }
      if (type.equals(ResourceType.DEPLOYMENTS)) {
        deployments.add(object.objectName());
      } else if (type.equals(ResourceType.REPLICA_SETS)) {
        sets.add(object.objectName());
        wakeController(object, "Deployment", deployments);
        wakeBudgets(object.namespace());
      } else if (type.equals(ResourceType.PODS)) {
        podChanged(object);
      } else if (type.equals(ResourceType.JOBS)) {
        jobs.add(object.objectName());
      } else if (type.equals(ResourceType.POD_DISRUPTION_BUDGETS)) {
        budgets.add(object.objectName());
      } else if (type.equals(ResourceType.SERVICES)) {
        services.add(object.objectName());
        mirrored.add(object.objectName());
      } else if (type.equals(ResourceType.ENDPOINTS)) {
        mirrored.add(object.objectName());
      } else if (type.equals(ResourceType.ENDPOINT_SLICES)) {
        wakeController(object, "Service", services);
        EndpointsMirror.origin(object).ifPresent(mirrored::add);
      } else if (type.equals(ResourceType.NAMESPACES)) {
        namespaces.add(object.name());
      } else if (TokenSecrets.isOne(type, object)) {
        tokenSecrets.add(object.objectName());
      } else if (type.equals(ResourceType.SERVICE_ACCOUNTS)) {
        TokenSecrets.of(cluster, object).forEach(tokenSecrets::add);
      }
      if (isGivenToAll(object)) {
        namespaces.add(object.namespace());
      }
    }

    /** A node's taints concern the pods on it. */
    private void wakePods(KubeObject node) {
      cluster.list(ResourceType.PODS, Selection.ALL).items().stream()
          .filter(p -> p.spec().path("nodeName").asString("").equals(node.name()))
          .forEach(p -> tainted.add(p.objectName()));
    }

    /** Whether every namespace has one of these. */
    private boolean isGivenToAll(KubeObject object) {
      return (type.equals(ResourceType.CONFIG_MAPS) && object.name().equals(ApiPublisher.AUTHORITY))
          || (type.equals(ResourceType.SERVICE_ACCOUNTS) && object.name().equals("default"));
    }

    private void podChanged(KubeObject pod) {
      endpoints.affectedBy(pod).forEach(services::add);
      wakeController(pod, "ReplicaSet", sets);
      wakeController(pod, "Job", jobs);
      wakeBudgets(pod.namespace());
      if (isTainted(pod)) {
        tainted.add(pod.objectName());
      }
      if (pod.controller().isEmpty()) {
        // An orphan may be wanted by any ReplicaSet of its namespace.
        cluster
            .list(ResourceType.REPLICA_SETS, Selection.namespace(pod.namespace()))
            .items()
            .forEach(s -> sets.add(s.objectName()));
      }
    }

    private boolean isTainted(KubeObject pod) {
      String node = pod.spec().path("nodeName").asString("");
      return !node.isEmpty()
          && cluster
              .find(ResourceType.NODES, ObjectName.cluster(node))
              .filter(n -> !TaintEviction.taints(n).isEmpty())
              .isPresent();
    }

    private void wakeBudgets(String namespace) {
      cluster
          .list(ResourceType.POD_DISRUPTION_BUDGETS, Selection.namespace(namespace))
          .items()
          .forEach(b -> budgets.add(b.objectName()));
    }

    /** A Deployment that recreates waits for the last old pod, which its sets do not count. */
    private void wakeRecreating(KubeObject pod) {
      pod.controller()
          .filter(o -> o.kind().equals("ReplicaSet"))
          .map(o -> new ObjectName(pod.namespace(), o.name()))
          .flatMap(name -> cluster.find(ResourceType.REPLICA_SETS, name))
          .ifPresent(s -> wakeController(s, "Deployment", deployments));
    }

    private void wakeController(KubeObject object, String kind, WorkQueue<ObjectName> queue) {
      object
          .controller()
          .filter(o -> o.kind().equals(kind))
          .ifPresent(o -> queue.add(new ObjectName(object.namespace(), o.name())));
    }
  }

  /** Stops all controllers; the cluster stays as it is. */
  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("a controller could not be stopped", e);
      }
    }
  }
}
