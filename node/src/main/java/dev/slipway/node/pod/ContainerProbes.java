package dev.slipway.node.pod;

import dev.slipway.container.Container;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.pod.Observed.Readiness;
import dev.slipway.node.probe.Probe;
import dev.slipway.node.probe.Thresholds.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The probes of one run of a container: startup first, then liveness and readiness. */
final class ContainerProbes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ContainerProbes.class.getName());

  private final NodeParts parts;
  private final PodClock clock;
  private final PodBoard board;
  private final Supplier<KubeObject> pod;
  private final ContainerDefinition definition;
  private final Lifecycle lifecycle;
  private final Container container;
  private final Instant since;
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  ContainerProbes(
      NodeParts parts,
      PodClock clock,
      PodBoard board,
      Supplier<KubeObject> pod,
      ContainerDefinition definition,
      Lifecycle lifecycle,
      Container container,
      Instant since) {
    this.parts = parts;
    this.clock = clock;
    this.board = board;
    this.pod = pod;
    this.definition = definition;
    this.lifecycle = lifecycle;
    this.container = container;
    this.since = since;
  }

  /**
   * Starts probing.
   *
   * @param known what was known before; a run that begins is neither started nor ready
   */
  void start(Readiness known) {
    Optional<Probe> startup = definition.probe("startupProbe");
    if (startup.isEmpty() || known.started()) {
      started(known.ready());
    } else {
      loop(startup.get(), "Startup", Verdict.UNDECIDED, this::startupDecided);
    }
  }

  private boolean startupDecided(Verdict verdict) {
    if (verdict == Verdict.WELL) {
      started(false);
    } else {
      restart("startup", definition.probe("startupProbe").orElseThrow());
    }
    return false;
  }

  private void started(boolean wasReady) {
    Optional<Probe> readiness = definition.probe("readinessProbe");
    boolean ready = readiness.isEmpty() || wasReady;
    board.note(definition.name(), o -> o.with(new Readiness(true, ready)));
    readiness.ifPresent(probe ->
        loop(
            probe,
            "Readiness",
            wasReady ? Verdict.WELL : Verdict.ILL,
            verdict -> {
              boolean well = verdict == Verdict.WELL;
              board.note(definition.name(), o -> o.with(new Readiness(true, well)));
              return true;
            }));
    definition
        .probe("livenessProbe")
        .ifPresent(probe ->
            loop(
                probe,
                "Liveness",
                Verdict.WELL,
                verdict -> {
                  if (verdict == Verdict.ILL) {
                    restart("liveness", probe);
                  }
                  return verdict == Verdict.WELL;
                }));
  }

  private interface Decision {
    boolean on(Verdict verdict);
  }

  private synchronized void loop(Probe probe, String kind, Verdict initial, Decision decision) {
    if (closed) {
      return;
    }
    var listener =
        new ProbeLoop.Listener() {
          @Override
          public void failed(String message) {
            parts
                .events()
                .record(
                    pod.get(),
                    definition.fieldPath(),
                    Severity.WARNING,
                    "Unhealthy",
                    kind + " probe failed: " + message);
          }

          @Override
          public boolean decided(Verdict verdict) {
            return decision.on(verdict);
          }
        };
    var loop =
        new ProbeLoop(
            probe, lifecycle.prober(container), initial, listener, parts.cluster().clock());
    threads.add(
        Thread.ofVirtual()
            .name("probe-" + container.id())
            .start(() -> {
              try {
                loop.run(since);
              } catch (InterruptedException e) {
                // The container has ended, or the node goes.
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, kind + " probe of " + container.id(), e);
              }
            }));
  }

  /** Ends the run; its life goes on with a new one. */
  private void restart(String kind, Probe probe) {
    if (clock.isEnding()) {
      return;
    }
    long standard = pod.get().spec().path("terminationGracePeriodSeconds").asLong(30);
    Duration grace = Duration.ofSeconds(probe.graceSeconds().orElse(standard));
    String why =
        "Container %s failed %s probe, will be restarted".formatted(definition.name(), kind);
    Thread.ofVirtual()
        .start(() -> {
          try {
            lifecycle.stop(pod.get(), container, grace, why);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Stops probing. */
  @Override
  public void close() {
    List<Thread> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(threads);
    }
    all.forEach(Thread::interrupt);
  }
}
