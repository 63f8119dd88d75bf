package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events that {@code kubectl describe} and {@code kubectl get events} show.
 *
 * <p>Recording never blocks and never fails its caller: events are written by a thread of their
 * own, equal ones are counted up, and those of a crash's last moment may be lost.
 */
public final class EventRecorder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventRecorder.class.getName());
  private static final int REMEMBERED = 4096;
  private static final int BACKLOG = 10_000;

  /** An event's type. */
  public enum Severity {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    Severity(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * Who reports.
   *
   * @param component such as {@code deployment-controller} or {@code kubelet}
   * @param host the node's name; empty for controllers
   */
  public record Source(String component, String host) {}

  private record Pending(
      KubeObject about,
      String fieldPath,
      Severity severity,
      String reason,
      String message,
      Instant at) {}

  private final Cluster cluster;
  private final Source source;
  private final LinkedBlockingQueue<Optional<Pending>> queue = new LinkedBlockingQueue<>(BACKLOG);
  private final EventSeries series = new EventSeries();
  private final Map<String, ObjectName> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectName> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Thread writer;

  private EventRecorder(Cluster cluster, Source source) {
    this.cluster = cluster;
    this.source = source;
    this.writer = Thread.ofVirtual().name("events-" + source.component()).unstarted(this::run);
  }

  public static EventRecorder start(Cluster cluster, Source source) {
    var recorder = new EventRecorder(cluster, source);
    recorder.writer.start();
    return recorder;
  }

  /** Records an event about an object as a whole. */
  public void record(KubeObject about, Severity severity, String reason, String message) {
    record(about, "", severity, reason, message);
  }

  /**
   * Records an event about a part of an object.
   *
   * @param fieldPath such as {@code spec.containers{web}}; empty for the whole
   */
  public void record(
      KubeObject about, String fieldPath, Severity severity, String reason, String message) {
    var event = new Pending(about, fieldPath, severity, reason, message, cluster.clock().instant());
    if (!queue.offer(Optional.of(event))) {
      LOG.log(Level.WARNING, "too many events: dropped {0} about {1}", reason, about);
    }
  }

  /** An empty entry is the last. */
  private void run() {
    try {
      for (Optional<Pending> next = queue.take(); next.isPresent(); next = queue.take()) {
        write(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Pending event) {
    String group =
        event.about().uid() + "|" + event.fieldPath() + "|" + event.severity() + event.reason();
    var entry = series.note(group, event.message(), event.at());
    try {
      ObjectName name = known.get(entry.key());
      if (name == null || !countUp(name, entry.message(), event.at())) {
        known.put(entry.key(), create(event, entry.message()));
      }
    } catch (ApiException e) {
      // Nothing can be told about an object in a namespace that is going away.
      LOG.log(Level.DEBUG, "event {0} not recorded: {1}", event.reason(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "event " + event.reason() + " not recorded", e);
    }
  }

  private boolean countUp(ObjectName name, String message, Instant at) {
    try {
      cluster.edit(
          ResourceType.EVENTS,
          name,
          tree -> {
            tree.put("count", tree.path("count").asInt(1) + 1);
            tree.put("lastTimestamp", Timestamps.seconds(at));
            tree.put("message", message);
          },
          WriteOptions.by(source.component()));
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private ObjectName create(Pending event, String message) {
    KubeObject about = event.about();
    String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
    String suffix = Long.toHexString(ChronoUnit.NANOS.between(Instant.EPOCH, event.at()));
    var name = new ObjectName(namespace, about.name() + "." + suffix);
    KubeObject object =
        KubeObject.create(
            ResourceType.EVENTS.groupVersionKind(), name, tree -> fill(tree, event, message));
    try {
      cluster.create(ResourceType.EVENTS, object, WriteOptions.by(source.component()));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      // Another event of the same nanosecond has taken the name.
      var second = event.at().plusNanos(1);
      return create(
          new Pending(about, event.fieldPath(), event.severity(), event.reason(), message, second),
          message);
    }
    return name;
  }

  private void fill(ObjectNode tree, Pending event, String message) {
    KubeObject about = event.about();
    ObjectNode object = tree.putObject("involvedObject");
    object.put("kind", about.kind());
    if (!about.namespace().isEmpty()) {
      object.put("namespace", about.namespace());
    }
    object.put("name", about.name()).put("uid", about.uid()).put("apiVersion", about.apiVersion());
    if (!about.resourceVersion().isEmpty()) {
      object.put("resourceVersion", about.resourceVersion());
    }
    if (!event.fieldPath().isEmpty()) {
      object.put("fieldPath", event.fieldPath());
    }
    tree.put("reason", event.reason()).put("message", message);
    ObjectNode from = tree.putObject("source").put("component", source.component());
    if (!source.host().isEmpty()) {
      from.put("host", source.host());
    }
    String time = Timestamps.seconds(event.at());
    tree.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
    tree.put("type", event.severity().text());
    tree.putNull("eventTime");
    tree.put("reportingComponent", source.component()).put("reportingInstance", source.host());
  }

  /** Writes what is queued, then stops. */
  @Override
  public void close() {
    try {
      queue.put(Optional.empty());
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
