package dev.slipway.node.pod;

import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.container.Exit;
import dev.slipway.container.OutputListener;
import dev.slipway.container.TerminalMode;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.probe.Probe;
import dev.slipway.node.probe.ProbeResult;
import dev.slipway.node.probe.Prober;
import dev.slipway.posix.Signals;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** Commands inside containers: hooks, probes, and the way a container is asked to end. */
final class Lifecycle {
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final int OUTPUT = 10 << 10;

  private final NodeParts parts;
  private final ContainerDefinition definition;
  private final String address;

  /** The preStop hooks that were begun, by container: each is run once, whoever stops it. */
  private final Map<String, CompletableFuture<Boolean>> hooks = new ConcurrentHashMap<>();

  Lifecycle(NodeParts parts, ContainerDefinition definition, String address) {
    this.parts = parts;
    this.definition = definition;
    this.address = address;
  }

  Prober prober(Container container) {
    return new Prober(address, (command, limit) -> run(container, command, limit));
  }

  private Optional<Prober.Outcome> run(Container container, List<String> command, Duration limit)
      throws InterruptedException {
    var output = new ByteArrayOutputStream();
    OutputListener listener =
        (stream, bytes) -> {
          synchronized (output) {
            output.write(bytes, 0, Math.min(bytes.length, Math.max(0, OUTPUT - output.size())));
          }
        };
    var execution = parts.containers().exec(container, command, TerminalMode.PIPES, listener);
    var ended = new CompletableFuture<Exit>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            ended.complete(execution.await());
          } catch (InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
          }
        });
    try {
      Exit exit = ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      synchronized (output) {
        return Optional.of(
            new Prober.Outcome(exit.code(), output.toString(StandardCharsets.UTF_8)));
      }
    } catch (TimeoutException e) {
      execution.cancel();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(new Prober.Outcome(-1, String.valueOf(e.getCause())));
    }
  }

  /** Runs a hook; empty when it succeeded or there is none, else what went wrong. */
  Optional<String> hook(Container container, String name, Duration limit)
      throws InterruptedException {
    JsonNode hook = definition.spec().path("lifecycle").path(name);
    if (!hook.isObject() || hook.isEmpty()) {
      return Optional.empty();
    }
    if (hook.has("sleep")) {
      Duration pause = Duration.ofSeconds(hook.path("sleep").path("seconds").asLong(0));
      awaitExit(container, pause.compareTo(limit) < 0 ? pause : limit);
      return Optional.empty();
    }
    ProbeResult result = prober(container).attempt(Probe.check(hook, definition.ports()), limit);
    return switch (result) {
      case ProbeResult.Success _ -> Optional.empty();
      case ProbeResult.Failure(String message) -> Optional.of(message);
      case ProbeResult.Unknown(String message) -> Optional.of(message);
    };
  }

  private static boolean awaitExit(Container container, Duration limit)
      throws InterruptedException {
    try {
      container.exited().get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("an exit is never exceptional", e);
    }
  }

  /**
   * Ends a container: preStop hook, its stop signal, and when the grace is over, by force. What the
   * hook takes is subtracted from the grace; two seconds remain in any case.
   *
   * @param why for the event
   */
  void stop(KubeObject pod, Container container, Duration grace, String why)
      throws InterruptedException {
    if (container.state() instanceof ContainerState.Exited) {
      return;
    }
    if (!(container.state() instanceof ContainerState.Running) || grace.isZero()) {
      parts.containers().kill(container);
      return;
    }
    long start = System.nanoTime();
    preStop(pod, container, grace, why);
    Duration left = grace.minusNanos(System.nanoTime() - start);
    parts.containers().stop(container, signal(container), left.compareTo(LEAST) < 0 ? LEAST : left);
  }

  private void preStop(KubeObject pod, Container container, Duration grace, String why)
      throws InterruptedException {
    var mine = new CompletableFuture<Boolean>();
    var first = hooks.putIfAbsent(container.id(), mine);
    try {
      if (first == null) {
        parts.events().record(pod, definition.fieldPath(), Severity.NORMAL, "Killing", why);
        hook(container, "preStop", grace).ifPresent(problem -> preStopFailed(pod, problem));
      } else {
        first.get(grace.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException e) {
      // The hook has used up the grace; the signal comes now.
    } catch (ExecutionException e) {
      throw new AssertionError("it is only ever completed", e);
    } finally {
      mine.complete(true);
    }
  }

  private void preStopFailed(KubeObject pod, String problem) {
    parts
        .events()
        .record(
            pod,
            definition.fieldPath(),
            Severity.WARNING,
            "FailedPreStopHook",
            "PreStopHook failed: " + problem);
  }

  private int signal(Container container) {
    String own = definition.spec().path("lifecycle").path("stopSignal").asString("");
    String image = container.labels().getOrDefault(ContainerBuilder.STOP_SIGNAL, "");
    return Signals.find(own.isEmpty() ? image : own).orElse(Signals.TERM);
  }
}
