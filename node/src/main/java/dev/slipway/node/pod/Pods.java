package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.container.StandardInput;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.WorkQueue;
import dev.slipway.kubernetes.controller.Workers;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** The pods of this node: begins a life for each that is assigned to it, reports how they are. */
public final class Pods implements AutoCloseable {
  private static final WriteOptions BY = WriteOptions.by("kubelet");
  private static final int WRITERS = 4;

  private static final Duration SOONEST = Duration.ofSeconds(1);

  private final NodeParts parts;
  private final PodRemains remains;
  private final Map<String, PodLife> lives = new ConcurrentHashMap<>();
  private final WorkQueue<String> reports;
  private final WorkQueue<String> refreshes;
  private final List<AutoCloseable> running = new ArrayList<>();

  private Pods(NodeParts parts) {
    this.parts = parts;
    this.remains = new PodRemains(parts);
    this.reports = new WorkQueue<>(parts.cluster().clock());
    this.refreshes = new WorkQueue<>(parts.cluster().clock());
  }

  /** Adopts what runs, removes what should not, and goes on from there. */
  public static Pods start(NodeParts parts) throws InterruptedException {
    var pods = new Pods(parts);
    pods.running.add(Workers.start("pod-status", WRITERS, pods.reports, pods::report));
    pods.running.add(Workers.start("pod-volumes", 1, pods.refreshes, pods::refresh));
    for (ResourceType type : List.of(ResourceType.CONFIG_MAPS, ResourceType.SECRETS)) {
      pods.running.add(
          Informer.of(parts.cluster(), type)
              .handler(Informer.Handler.ofAny(pods::configurationChanged))
              .start());
    }
    Informer informer =
        Informer.of(parts.cluster(), ResourceType.PODS).handler(pods.new Changes()).start();
    pods.running.add(informer);
    informer.awaitSynced();
    pods.remains.removeExcept(pods.lives.keySet());
    pods.running.add(StorageWatch.start(parts, pods.lives::values));
    return pods;
  }

  private boolean isMine(KubeObject pod) {
    return pod.spec().path("nodeName").asString("").equals(parts.name());
  }

  /** Follows the objects of pods. */
  private final class Changes implements Informer.Handler {
    @Override
    public void added(KubeObject pod) {
      if (isMine(pod)) {
        begin(pod);
      }
    }

    @Override
    public void updated(KubeObject old, KubeObject pod) {
      PodLife life = lives.get(pod.uid());
      if (life != null) {
        life.update(pod);
        reports.add(pod.uid());
        if (!old.labels().equals(pod.labels()) || !old.annotations().equals(pod.annotations())) {
          refreshes.add(pod.uid());
        }
      } else if (isMine(pod) && !isMine(old)) {
        begin(pod);
      }
    }

    @Override
    public void deleted(KubeObject pod) {
      PodLife life = lives.get(pod.uid());
      if (life != null) {
        life.end().force();
      }
    }
  }

  private void begin(KubeObject pod) {
    var life =
        new PodLife(
            parts,
            pod,
            () -> reports.add(pod.uid()),
            this::renewLater,
            ended -> lives.remove(ended.pod().uid()));
    if (lives.putIfAbsent(pod.uid(), life) == null) {
      life.start();
    }
  }

  private void configurationChanged(KubeObject object) {
    for (PodLife life : lives.values()) {
      if (life.pod().namespace().equals(object.namespace())) {
        refreshes.add(life.pod().uid());
      }
    }
  }

  /** Tokens in volumes end: they are replaced in time. */
  private void renewLater(PodLife life) {
    Instant now = parts.cluster().clock().instant();
    life.renewal()
        .map(at -> Duration.between(now, at))
        .ifPresent(wait ->
            refreshes.addAfter(life.pod().uid(), wait.compareTo(SOONEST) > 0 ? wait : SOONEST));
  }

  private void refresh(String uid) throws IOException {
    PodLife life = lives.get(uid);
    if (life != null) {
      life.refreshVolumes();
    }
  }

  /** Writes a pod's status when it differs from what the cluster has. */
  private void report(String uid) {
    PodLife life = lives.get(uid);
    if (life == null) {
      return;
    }
    Optional<KubeObject> stored =
        parts
            .cluster()
            .find(ResourceType.PODS, life.pod().objectName())
            .filter(p -> p.uid().equals(uid));
    if (stored.isEmpty() || status(stored.get(), life).equals(stored.get().status())) {
      return;
    }
    try {
      parts
          .cluster()
          .editStatus(
              ResourceType.PODS,
              life.pod().objectName(),
              tree -> {
                KubeObject now = KubeObject.of(tree);
                if (now.uid().equals(uid)) {
                  tree.set("status", status(now, life));
                }
              },
              BY);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private ObjectNode status(KubeObject pod, PodLife life) {
    return PodStatus.of(
        pod, life.board().view(), parts.address(), parts.cluster().clock().instant());
  }

  /** The present run of a container of a pod. */
  public Optional<Container> container(KubeObject pod, String container) {
    return Optional.ofNullable(lives.get(pod.uid())).flatMap(life -> life.container(container));
  }

  /** What the first process of a container reads. */
  public static StandardInput input(KubeObject pod, String container) {
    var all = new ArrayList<>(ContainerDefinition.all(pod));
    all.addAll(ContainerDefinition.ephemeral(pod));
    return all.stream()
        .filter(c -> c.name().equals(container))
        .findFirst()
        .map(ContainerDefinition::input)
        .orElse(StandardInput.NONE);
  }

  /** Where a run of a container logs. */
  public Path log(KubeObject pod, String container, int attempt) {
    return ContainerBuilder.log(parts, pod, container, attempt);
  }

  /**
   * Where a container belongs.
   *
   * @param pod the pod's uid
   */
  public record Place(String pod, String container) {}

  /** The pod's container that this is a run of; empty for containers that are none of a pod. */
  public static Optional<Place> place(Container container) {
    String pod = container.labels().getOrDefault(ContainerBuilder.POD_UID, "");
    String name = container.labels().getOrDefault(ContainerBuilder.CONTAINER, "");
    return pod.isEmpty() || name.isEmpty() ? Optional.empty() : Optional.of(new Place(pod, name));
  }

  /** The number of a run, counted from 0. */
  public static int attempt(Container container) {
    return ContainerRuns.attempt(container);
  }

  /** Stops looking after the pods; their containers run on. */
  @Override
  public void close() {
    for (AutoCloseable part : running.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new SlipwayException("the node could not be stopped: " + e.getMessage(), e);
      }
    }
    lives.values().forEach(PodLife::detach);
    try {
      for (PodLife life : lives.values()) {
        life.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all pods at once and removes everything of them; for after {@link #close}. */
  public void removeEverything() {
    remains.removeAll();
  }
}
