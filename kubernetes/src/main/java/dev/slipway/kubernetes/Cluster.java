package dev.slipway.kubernetes;

import dev.slipway.kubernetes.store.Key;
import dev.slipway.kubernetes.store.Listing;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.kubernetes.store.VersionTooOldException;
import dev.slipway.kubernetes.store.Watch;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.ownership.FieldManagement.Conflicts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cluster's API inside the process: what controllers, the node, the proxies and the HTTP layer
 * all use. Reads come from memory; a write has reached the disk when its method returns.
 *
 * <p>Every method throws {@link ApiException} when the cluster refuses.
 */
public final class Cluster implements AutoCloseable {
  private static final List<String> FIRST_NAMESPACES =
      List.of("default", "kube-node-lease", "kube-public", "kube-system");

  private final ObjectStore store;
  private final ClusterSettings settings;
  private final ClusterWriter writer;

  /** Held while a disruption is decided and made. */
  private final ReentrantLock evictionLock = new ReentrantLock();

  private Cluster(ObjectStore store, ClusterSettings settings) {
    this.store = store;
    this.settings = settings;
    this.writer = new ClusterWriter(store, settings);
  }

  /** Opens the cluster kept in {@code database}, creating it with its first namespaces. */
  public static Cluster open(Path database, ClusterSettings settings) {
    return open(ObjectStore.open(database), settings);
  }

  /** As above, of a store that was opened while its settings were not known yet. */
  public static Cluster open(ObjectStore store, ClusterSettings settings) {
    var cluster = new Cluster(store, settings);
    for (String name : FIRST_NAMESPACES) {
      if (cluster.find(ResourceType.NAMESPACES, ObjectName.cluster(name)).isEmpty()) {
        cluster.create(
            ResourceType.NAMESPACES,
            KubeObject.create(
                ResourceType.NAMESPACES.groupVersionKind(), ObjectName.cluster(name), t -> {}),
            WriteOptions.by("slipway"));
      }
    }
    return cluster;
  }

  /** The clock that stamps objects. */
  public Clock clock() {
    return settings.clock();
  }

  /** Where pods find the API; empty when they cannot use it. */
  public Optional<ApiAccess> api() {
    return settings.api();
  }

  public Optional<KubeObject> find(ResourceType type, ObjectName name) {
    return store.find(new Key(type.qualifiedName(), name));
  }

  public KubeObject get(ResourceType type, ObjectName name) {
    return find(type, name).orElseThrow(() -> ApiException.notFound(type, name.name()));
  }

  /** The selected objects, with the version of the cluster they were read at. */
  public Listing list(ResourceType type, Selection selection) {
    Listing all =
        selection.namespace().isEmpty()
            ? store.list(type.qualifiedName())
            : store.list(type.qualifiedName(), selection.namespace());
    if (selection.labels().selectsEverything() && selection.fields().terms().isEmpty()) {
      return all;
    }
    return new Listing(all.version(), all.items().stream().filter(selection::matches).toList());
  }

  /** The version of the last change. */
  public long version() {
    return store.version();
  }

  /**
   * The changes of a kind after {@code version}, in all namespaces.
   *
   * @throws VersionTooOldException when they are no longer known: list again
   */
  public Watch watch(ResourceType type, long version) {
    return store.watch(type.qualifiedName(), version);
  }

  /** Creates an object; namespaced ones must state their namespace. */
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    return writer.create(type, object, options);
  }

  /**
   * Replaces everything but the status. When {@code object} states a resource version, the stored
   * one must be the same.
   */
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    return writer.update(type, object, options, Subresource.MAIN);
  }

  /** Replaces the status alone; versions as for {@link #update}. */
  public KubeObject updateStatus(ResourceType type, KubeObject object, WriteOptions options) {
    return writer.update(type, object, options, Subresource.STATUS);
  }

  /**
   * Reads an object, changes a copy, writes it, and starts over when somebody else was faster.
   * {@code edit} may therefore run several times; it may throw to give up.
   */
  public KubeObject edit(
      ResourceType type, ObjectName name, Consumer<ObjectNode> edit, WriteOptions options) {
    return writer.edit(type, name, edit, options, Subresource.MAIN);
  }

  /** As {@link #edit} for a pod, taking over the containers only that debuggers add. */
  public KubeObject editEphemeralContainers(
      ObjectName pod, Consumer<ObjectNode> edit, WriteOptions options) {
    return writer.edit(ResourceType.PODS, pod, edit, options, Subresource.EPHEMERAL);
  }

  /** As {@link #edit}, taking over the status only. */
  public KubeObject editStatus(
      ResourceType type, ObjectName name, Consumer<ObjectNode> edit, WriteOptions options) {
    return writer.edit(type, name, edit, options, Subresource.STATUS);
  }

  /**
   * Applies a configuration on the server's side: creates the object, or changes the fields that
   * {@code applied} states and takes out those that the same manager stated before.
   *
   * @param gate may change or refuse what that came to
   * @throws ApiException 409 when other managers own what would change, unless they are to be taken
   *     over
   */
  public Applied apply(
      ResourceType type,
      KubeObject applied,
      WriteOptions options,
      Conflicts conflicts,
      ApplyGate gate) {
    return writer.apply(type, applied, options, conflicts, gate);
  }

  /** Deletes an object, or marks it as going when something holds it. */
  public DeleteOutcome delete(ResourceType type, ObjectName name, DeleteOptions options) {
    return writer.delete(type, name, options);
  }

  /** Deletes a pod unless that would break a PodDisruptionBudget (429 TooManyRequests). */
  public DeleteOutcome evict(ObjectName pod, DeleteOptions options) {
    evictionLock.lock();
    try {
      KubeObject evicted = get(ResourceType.PODS, pod);
      new Disruptions(this).require(evicted);
      boolean meant =
          options.resourceVersion().isEmpty()
              && options.uid().filter(uid -> !uid.equals(evicted.uid())).isEmpty();
      if (meant && options.mode() == WriteOptions.Mode.PERSIST && !evicted.isBeingDeleted()) {
        editStatus(
            ResourceType.PODS,
            pod,
            tree -> DisruptionTarget.EVICTED.note(tree, clock().instant()),
            WriteOptions.by("eviction"));
      }
      return delete(ResourceType.PODS, pod, options);
    } finally {
      evictionLock.unlock();
    }
  }

  /**
   * Says that a terminating namespace is empty, so that it can go; for the controller that empties
   * namespaces.
   *
   * @param left which of the finalizers in its specification stay; without any it goes
   */
  public void finalizeNamespace(String name, UnaryOperator<List<String>> left) {
    writer.finalizeNamespace(ObjectName.cluster(name), left);
  }

  @Override
  public void close() {
    store.close();
  }
}
