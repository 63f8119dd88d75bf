package dev.slipway.daemon;

import dev.slipway.delivery.ClusterEdit;
import dev.slipway.delivery.ClusterRefusedException;
import dev.slipway.delivery.ClusterWatch;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** This instance's cluster, as deliveries watch and change it. */
final class ClusterObjects implements ClusterWatch, ClusterEdit {
  private static final WriteOptions BY = WriteOptions.by("slipway-delivery");
  private static final List<ResourceType> ALSO_WATCHED =
      List.of(ResourceType.REPLICA_SETS, ResourceType.PODS);
  private static final List<ResourceType> WRITTEN =
      List.of(
          ResourceType.DEPLOYMENTS,
          ResourceType.CONFIG_MAPS,
          ResourceType.SECRETS,
          ResourceType.SERVICES,
          ResourceType.INGRESSES);
  private static final int ATTEMPTS = 10;

  private final Cluster cluster;

  ClusterObjects(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public EnvironmentView view(String namespace) {
    var configuration = new ArrayList<>(list(ResourceType.CONFIG_MAPS, namespace));
    configuration.addAll(list(ResourceType.SECRETS, namespace));
    var routes = new ArrayList<>(list(ResourceType.SERVICES, namespace));
    routes.addAll(list(ResourceType.INGRESSES, namespace));
    return new EnvironmentView(
        list(ResourceType.DEPLOYMENTS, namespace),
        list(ResourceType.REPLICA_SETS, namespace),
        list(ResourceType.PODS, namespace),
        configuration,
        routes);
  }

  private List<KubeObject> list(ResourceType type, String namespace) {
    return cluster.list(type, Selection.namespace(namespace)).items();
  }

  @Override
  public Subscription subscribe(Listener listener) {
    var informers = new ArrayList<Informer>();
    informers.add(
        Informer.of(cluster, ResourceType.DEPLOYMENTS).handler(new Deployments(listener)).start());
    for (ResourceType type : ALSO_WATCHED) {
      informers.add(
          Informer.of(cluster, type)
              .handler(Informer.Handler.ofAny(o -> listener.changed(o.namespace())))
              .start());
    }
    return () -> informers.forEach(Informer::close);
  }

  /** Tells a new specification apart from a new status. */
  private record Deployments(Listener listener) implements Informer.Handler {
    @Override
    public void added(KubeObject object) {
      listener.landed(object);
    }

    @Override
    public void updated(KubeObject old, KubeObject object) {
      if (old.generation() == object.generation() && old.uid().equals(object.uid())) {
        listener.changed(object.namespace());
      } else {
        listener.landed(object);
      }
    }

    @Override
    public void deleted(KubeObject object) {
      listener.changed(object.namespace());
    }
  }

  @Override
  public boolean write(KubeObject name, Function<Optional<KubeObject>, Optional<KubeObject>> next) {
    ResourceType type =
        WRITTEN.stream()
            .filter(t -> t.kind().equals(name.kind()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("not written here: " + name));
    try {
      return write(type, name, next);
    } catch (ApiException e) {
      throw new ClusterRefusedException(String.valueOf(e.getMessage()), e);
    }
  }

  private boolean write(
      ResourceType type,
      KubeObject name,
      Function<Optional<KubeObject>, Optional<KubeObject>> next) {
    for (int attempt = 1; ; attempt++) {
      try {
        return cluster.find(type, name.objectName()).isPresent()
            ? replace(type, name, next)
            : create(type, next);
      } catch (ApiException e) {
        boolean overtaken = e.isNotFound() || e.isAlreadyExists() || e.isConflict();
        if (!overtaken || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean create(
      ResourceType type, Function<Optional<KubeObject>, Optional<KubeObject>> next) {
    Optional<KubeObject> wanted = next.apply(Optional.empty());
    wanted.ifPresent(object -> cluster.create(type, object, BY));
    return wanted.isPresent();
  }

  private boolean replace(
      ResourceType type,
      KubeObject name,
      Function<Optional<KubeObject>, Optional<KubeObject>> next) {
    var stored = new boolean[1];
    cluster.edit(
        type,
        name.objectName(),
        tree -> {
          Optional<KubeObject> wanted = next.apply(Optional.of(KubeObject.of(tree.deepCopy())));
          stored[0] = wanted.isPresent();
          wanted.ifPresent(object -> takeOver(tree, object));
        },
        BY);
    return stored[0];
  }

  /** Everything but what the cluster itself keeps about the object. */
  private static void takeOver(ObjectNode tree, KubeObject wanted) {
    ObjectNode next = wanted.copy();
    ObjectNode metadata = tree.path("metadata").asObject().deepCopy();
    for (String part : List.of("labels", "annotations")) {
      metadata.remove(part);
      if (next.path("metadata").has(part)) {
        metadata.set(part, next.path("metadata").get(part));
      }
    }
    next.set("metadata", metadata);
    tree.removeAll();
    tree.setAll(next);
  }
}
