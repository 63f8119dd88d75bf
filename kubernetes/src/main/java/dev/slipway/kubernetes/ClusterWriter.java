package dev.slipway.kubernetes;

import dev.slipway.kubernetes.ApiException.Cause;
import dev.slipway.kubernetes.ResourceType.Trait;
import dev.slipway.kubernetes.WriteOptions.Mode;
import dev.slipway.kubernetes.store.Key;
import dev.slipway.kubernetes.store.ObjectReader;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.kubernetes.store.StoreConflictException;
import dev.slipway.kubernetes.store.Write;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.ownership.FieldManagement.Conflicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns requests into store writes: optimistic, retried when nobody asked for a version. */
final class ClusterWriter {
  private static final int ATTEMPTS = 20;
  private static final Set<String> IMMORTAL = Set.of("default", "kube-public", "kube-system");

  private final ObjectStore store;
  private final ClusterSettings settings;
  private final Admission admission;
  private final ServiceAddresses addresses;
  private final ManagedFields managed;

  /** Held while a Service's addresses are chosen and stored. */
  private final ReentrantLock addressLock = new ReentrantLock();

  ClusterWriter(ObjectStore store, ClusterSettings settings) {
    this.store = store;
    this.settings = settings;
    this.admission =
        new Admission(settings, name -> store.find(key(ResourceType.SERVICE_ACCOUNTS, name)));
    this.addresses = new ServiceAddresses(settings);
    this.managed = new ManagedFields(settings.clock());
  }

  KubeObject create(ResourceType type, KubeObject wanted, WriteOptions options) {
    int attempts = Admission.isGenerated(wanted) ? ATTEMPTS : 1;
    while (true) {
      ObjectNode tree = wanted.copy();
      tree.withObject("/metadata").remove("managedFields");
      KubeObject object = admission.create(type, tree);
      managed.note(
          type,
          Optional.empty(),
          object.tree(),
          ManagedFields.owner(type, options, Subresource.MAIN));
      try {
        return locked(type, () -> createOnce(type, object, options));
      } catch (StoreConflictException e) {
        if (--attempts == 0) {
          throw ApiException.alreadyExists(type, object.name());
        }
      }
    }
  }

  private KubeObject createOnce(ResourceType type, KubeObject object, WriteOptions options) {
    Key key = key(type, object.objectName());
    Write.Guard guard = objects -> requireNamespace(type, object, objects);
    if (type.equals(ResourceType.SERVICES)) {
      addresses.allocate(object.tree(), otherServices(object.objectName()));
    }
    if (options.mode() == Mode.DRY_RUN) {
      guard.check(store);
      if (store.find(key).isPresent()) {
        throw ApiException.alreadyExists(type, object.name());
      }
      return object;
    }
    return store.write(new Write.Create(key, object.tree(), guard));
  }

  KubeObject update(
      ResourceType type, KubeObject wanted, WriteOptions options, Subresource subresource) {
    Optional<Long> version = Admission.version(wanted);
    if (version.isEmpty() && type.has(Trait.VERSION_REQUIRED)) {
      throw ApiException.invalid(
          type.groupVersionKind(),
          wanted.name(),
          List.of(
              new Cause(
                  "FieldValueInvalid",
                  "Invalid value: 0x0: must be specified for an update",
                  "metadata.resourceVersion")));
    }
    return retrying(
        type,
        wanted.objectName(),
        version.isPresent() ? 1 : ATTEMPTS,
        old -> {
          requireSame(type, wanted, old);
          return put(type, wanted.copy(), old, options, subresource);
        });
  }

  KubeObject edit(
      ResourceType type,
      ObjectName name,
      Consumer<ObjectNode> edit,
      WriteOptions options,
      Subresource subresource) {
    return retrying(
        type,
        name,
        ATTEMPTS,
        old -> {
          ObjectNode tree = old.copy();
          edit.accept(tree);
          KubeObject wanted = KubeObject.of(tree);
          requireSame(type, wanted, old);
          return put(type, tree, old, options, subresource);
        });
  }

  private KubeObject put(
      ResourceType type,
      ObjectNode tree,
      KubeObject old,
      WriteOptions options,
      Subresource subresource) {
    return locked(
        type,
        () -> {
          if (type.equals(ResourceType.SERVICES) && subresource == Subresource.MAIN) {
            ServiceAddresses.keep(tree, old);
            addresses.allocate(tree, otherServices(old.objectName()));
          }
          KubeObject next =
              switch (subresource) {
                case MAIN -> admission.update(type, tree, old);
                case STATUS -> admission.updateStatus(type, tree, old);
                case EPHEMERAL -> admission.updateEphemeral(type, tree, old);
              };
          managed.note(
              type, Optional.of(old), next.tree(), ManagedFields.owner(type, options, subresource));
          return store(type, next, old, options);
        });
  }

  /**
   * Applies a configuration: creates the object or changes it, as often as others are faster.
   *
   * @param gate may change or refuse what the configuration came to, before it is stored
   */
  Applied apply(
      ResourceType type,
      KubeObject applied,
      WriteOptions options,
      Conflicts conflicts,
      ApplyGate gate) {
    int left = ATTEMPTS;
    while (true) {
      Optional<KubeObject> live = store.find(key(type, applied.objectName()));
      try {
        ObjectNode tree = managed.apply(type, live, applied, options, conflicts);
        gate.pass(live, tree);
        if (live.isPresent()) {
          requireSame(type, KubeObject.of(tree), live.get());
          return new Applied(putApplied(type, tree, live.get(), options), Applied.How.CHANGED);
        }
        return new Applied(createApplied(type, tree, options), Applied.How.CREATED);
      } catch (StoreConflictException e) {
        if (--left == 0) {
          throw ApiException.modified(type, applied.name());
        }
      }
    }
  }

  private KubeObject createApplied(ResourceType type, ObjectNode tree, WriteOptions options) {
    if (!options.subresource().isEmpty()) {
      throw ApiException.notFound(type, KubeObject.of(tree).name());
    }
    JsonNode owners = tree.path("metadata").path("managedFields");
    KubeObject object = admission.create(type, tree);
    ((ObjectNode) object.metadata()).set("managedFields", owners);
    return locked(type, () -> createOnce(type, object, options));
  }

  private KubeObject putApplied(
      ResourceType type, ObjectNode tree, KubeObject old, WriteOptions options) {
    return locked(
        type,
        () -> {
          JsonNode owners = tree.path("metadata").path("managedFields");
          boolean status = options.subresource().equals("status");
          if (type.equals(ResourceType.SERVICES) && !status) {
            ServiceAddresses.keep(tree, old);
            addresses.allocate(tree, otherServices(old.objectName()));
          }
          KubeObject next =
              status ? admission.updateStatus(type, tree, old) : admission.update(type, tree, old);
          ((ObjectNode) next.metadata()).set("managedFields", owners);
          return store(type, next, old, options);
        });
  }

  private KubeObject store(
      ResourceType type, KubeObject next, KubeObject old, WriteOptions options) {
    Key key = key(type, old.objectName());
    long version = Long.parseLong(old.resourceVersion());
    if (next.tree().equals(old.tree()) || options.mode() == Mode.DRY_RUN) {
      return next;
    }
    if (Deletion.isFinished(type, next)) {
      return store.write(new Write.Remove(key, version, Write.Guard.NONE));
    }
    return store.write(new Write.Replace(key, version, next.tree(), Write.Guard.NONE));
  }

  DeleteOutcome delete(ResourceType type, ObjectName name, DeleteOptions options) {
    if (type.equals(ResourceType.NAMESPACES) && IMMORTAL.contains(name.name())) {
      throw ApiException.forbidden(
          type, name.name(), "this namespace may not be deleted", List.of());
    }
    int attempts = ATTEMPTS;
    while (true) {
      KubeObject object = read(type, name);
      DeletePreconditions.require(type, object, options);
      try {
        return deleteOnce(type, object, options);
      } catch (StoreConflictException e) {
        if (--attempts == 0) {
          throw ApiException.modified(type, name.name());
        }
      }
    }
  }

  private DeleteOutcome deleteOnce(ResourceType type, KubeObject object, DeleteOptions options) {
    Key key = key(type, object.objectName());
    long version = Long.parseLong(object.resourceVersion());
    boolean dryRun = options.mode() == Mode.DRY_RUN;
    return switch (Deletion.decide(type, object, options, settings.clock().instant())) {
      case Deletion.Decision.Remove _ ->
          new DeleteOutcome.Removed(
              dryRun ? object : store.write(new Write.Remove(key, version, Write.Guard.NONE)));
      case Deletion.Decision.Mark mark ->
          new DeleteOutcome.Pending(
              dryRun
                  ? KubeObject.of(mark.tree())
                  : store.write(new Write.Replace(key, version, mark.tree(), Write.Guard.NONE)));
      case Deletion.Decision.Leave _ -> new DeleteOutcome.Pending(object);
    };
  }

  void finalizeNamespace(ObjectName name, UnaryOperator<List<String>> left) {
    retrying(
        ResourceType.NAMESPACES,
        name,
        ATTEMPTS,
        old -> {
          ObjectNode tree = old.copy();
          var present = new ArrayList<String>();
          old.spec().path("finalizers").forEach(f -> present.add(f.asString("")));
          tree.withObject("/spec").remove("finalizers");
          for (String finalizer : left.apply(present)) {
            tree.withObject("/spec").withArray("/finalizers").add(finalizer);
          }
          return store(
              ResourceType.NAMESPACES,
              KubeObject.of(tree),
              old,
              WriteOptions.by("namespace-controller"));
        });
  }

  /** One attempt to derive and store the next state of an object. */
  @FunctionalInterface
  private interface Attempt {
    KubeObject from(KubeObject old);
  }

  private KubeObject retrying(ResourceType type, ObjectName name, int attempts, Attempt attempt) {
    int left = attempts;
    while (true) {
      KubeObject old = read(type, name);
      try {
        return attempt.from(old);
      } catch (StoreConflictException e) {
        if (--left <= 0) {
          throw ApiException.modified(type, name.name());
        }
      }
    }
  }

  private KubeObject read(ResourceType type, ObjectName name) {
    return store.find(key(type, name)).orElseThrow(() -> ApiException.notFound(type, name.name()));
  }

  private <T> T locked(ResourceType type, Supplier<T> action) {
    if (!type.equals(ResourceType.SERVICES)) {
      return action.get();
    }
    addressLock.lock();
    try {
      return action.get();
    } finally {
      addressLock.unlock();
    }
  }

  private List<KubeObject> otherServices(ObjectName name) {
    return store.list(ResourceType.SERVICES.qualifiedName()).items().stream()
        .filter(s -> !s.objectName().equals(name))
        .toList();
  }

  private static void requireSame(ResourceType type, KubeObject wanted, KubeObject old) {
    String version = wanted.resourceVersion();
    if (!version.isEmpty() && !version.equals(old.resourceVersion())) {
      throw ApiException.modified(type, old.name());
    }
    if (!wanted.uid().isEmpty() && !wanted.uid().equals(old.uid())) {
      throw ApiException.conflict(
          type,
          old.name(),
          "Precondition failed: UID in precondition: "
              + wanted.uid()
              + ", UID in object meta: "
              + old.uid());
    }
  }

  private static void requireNamespace(ResourceType type, KubeObject object, ObjectReader objects) {
    if (!type.isNamespaced()) {
      return;
    }
    String name = object.namespace();
    KubeObject namespace =
        objects
            .find(key(ResourceType.NAMESPACES, ObjectName.cluster(name)))
            .orElseThrow(() -> ApiException.notFound(ResourceType.NAMESPACES, name));
    if (namespace.isBeingDeleted()) {
      throw ApiException.forbidden(
          type,
          object.name(),
          "unable to create new content in namespace " + name + " because it is being terminated",
          List.of(
              new Cause(
                  "NamespaceTerminating",
                  "namespace " + name + " is being terminated",
                  "metadata.namespace")));
    }
  }

  private static Key key(ResourceType type, ObjectName name) {
    return new Key(type.qualifiedName(), name);
  }
}
