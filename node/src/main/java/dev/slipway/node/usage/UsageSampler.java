package dev.slipway.node.usage;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.container.Containers;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.pod.Pods;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the containers' cgroups every few seconds, running. Processor use is the mean since the
 * measurement before.
 */
public final class UsageSampler implements PodMetrics, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(UsageSampler.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Containers containers;
  private final Cgroups cgroups;
  private final Clock clock;
  private final Map<String, Point> points = new HashMap<>();
  private volatile Map<String, Sample> samples = Map.of();
  private final Thread thread;

  /** A reading of one container. */
  private record Point(Instant time, Duration processor) {}

  private UsageSampler(Containers containers, Cgroups cgroups, Clock clock) {
    this.containers = containers;
    this.cgroups = cgroups;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("usage").unstarted(this::run);
  }

  /** Starts measuring. */
  public static UsageSampler start(Containers containers, Cgroups cgroups, Clock clock) {
    var sampler = new UsageSampler(containers, cgroups, clock);
    sampler.thread.start();
    return sampler;
  }

  private void run() {
    try {
      while (true) {
        try {
          measure();
        } catch (SlipwayException e) {
          LOG.log(System.Logger.Level.WARNING, "use could not be measured: {0}", e.getMessage());
        }
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure() {
    var byPod = new HashMap<String, List<Usage>>();
    var windows = new HashMap<String, Duration>();
    var seen = new HashMap<String, Point>();
    Instant now = clock.instant();
    for (Container container : containers.list()) {
      Optional<Pods.Place> place = Pods.place(container);
      if (place.isEmpty() || !(container.state() instanceof ContainerState.Running)) {
        continue;
      }
      var point = new Point(now, cgroups.cpuTime(container.cgroup()));
      seen.put(container.id(), point);
      Point before = points.get(container.id());
      if (before != null && now.isAfter(before.time())) {
        Duration window = Duration.between(before.time(), now);
        long used = point.processor().minus(before.processor()).toNanos();
        long nanoCores = Math.max(0, Math.round(used * 1e9 / window.toNanos()));
        long bytes = cgroups.memoryBytes(container.cgroup());
        byPod
            .computeIfAbsent(place.get().pod(), uid -> new ArrayList<>())
            .add(new Usage(place.get().container(), nanoCores, bytes, point.processor()));
        windows.put(place.get().pod(), window);
      }
    }
    points.clear();
    points.putAll(seen);
    var next = new HashMap<String, Sample>();
    byPod.forEach(
        (pod, usages) -> next.put(pod, new Sample(now, windows.getOrDefault(pod, PERIOD), usages)));
    samples = Map.copyOf(next);
  }

  @Override
  public Optional<Sample> of(KubeObject pod) {
    return Optional.ofNullable(samples.get(pod.uid()));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
