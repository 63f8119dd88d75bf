package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.container.Exit;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.image.PodImages.PodImage;
import dev.slipway.node.pod.Observed.Readiness;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * One container of a pod: run after run, until it need not run again or the pod ends.
 *
 * <p>A run that a predecessor of this process started is adopted. The files of a run that has ended
 * stay until the next one exists, so that a crash in between forgets nothing.
 */
final class ContainerLife {
  private static final Duration CONFIG_RETRY = Duration.ofSeconds(10);
  private static final Duration HOOK = Duration.ofMinutes(2);

  private final NodeParts parts;
  private final PodClock clock;
  private final PodBoard board;
  private final PodResources resources;
  private final ContainerDefinition definition;
  private final Supplier<KubeObject> pod;
  private final Lifecycle lifecycle;
  private final ImagePull pull;
  private final BackOff backOff = new BackOff();
  private volatile Optional<Container> current = Optional.empty();
  private volatile boolean retired;
  private int attempt;

  ContainerLife(
      NodeParts parts,
      PodClock clock,
      PodBoard board,
      PodResources resources,
      ContainerDefinition definition,
      Supplier<KubeObject> pod) {
    this.parts = parts;
    this.clock = clock;
    this.board = board;
    this.resources = resources;
    this.definition = definition;
    this.pod = pod;
    this.lifecycle = new Lifecycle(parts, definition, resources.address());
    this.pull = new ImagePull(parts, clock, board, definition);
  }

  ContainerDefinition definition() {
    return definition;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  /** The present run is the last one, and none begins that has not yet. */
  void retire() {
    retired = true;
  }

  private boolean isEnding() {
    return retired || clock.isEnding();
  }

  /** Lives; returns when the container will not run again. */
  void run() throws InterruptedException {
    Optional<Container> adopted = adopt();
    boolean isNew = false;
    if (adopted.isEmpty() && isOver(board.get(definition.name()))) {
      return;
    }
    current = adopted;
    while (true) {
      if (current.isEmpty()) {
        current = launch();
        isNew = true;
      }
      if (current.isEmpty()) {
        return;
      }
      Exit exit = watch(current.get(), isNew);
      if (isEnding() || !restartsAfter(exit.code()) || !awaitRestart() || retired) {
        return;
      }
      attempt++;
      current = Optional.empty();
    }
  }

  private boolean restartsAfter(int code) {
    return definition.restartsAfter(
        code, pod.get().spec().path("restartPolicy").asString("Always"));
  }

  private boolean isOver(Observed reported) {
    return reported.exitCode().filter(code -> !restartsAfter(code)).isPresent();
  }

  /** The newest run a predecessor left; older ones and half-made ones are removed. */
  private Optional<Container> adopt() {
    List<Container> runs =
        parts.containers().list().stream()
            .filter(c -> pod.get().uid().equals(c.labels().get(ContainerBuilder.POD_UID)))
            .filter(c -> definition.name().equals(c.labels().get(ContainerBuilder.CONTAINER)))
            .sorted(Comparator.comparingInt(ContainerLife::attemptOf))
            .toList();
    Optional<Container> newest = Optional.empty();
    for (Container run : runs) {
      newest.ifPresent(this::remove);
      newest = Optional.of(run);
    }
    Observed reported = board.get(definition.name());
    attempt =
        newest
            .map(ContainerLife::attemptOf)
            .orElseGet(() -> reported.containerId().isEmpty() ? 0 : reported.restarts() + 1);
    backOff.resume(attempt, clock.now());
    if (newest.filter(c -> c.state() instanceof ContainerState.Created).isPresent()) {
      remove(newest.get());
      return Optional.empty();
    }
    return newest;
  }

  static int attemptOf(Container container) {
    return Integer.parseInt(container.labels().getOrDefault(ContainerBuilder.ATTEMPT, "0"));
  }

  /** Makes and starts a run; empty when the pod is to end first. */
  private Optional<Container> launch() throws InterruptedException {
    while (!isEnding()) {
      Optional<PodImage> image = pull.get(pod.get());
      if (image.isEmpty() || retired) {
        break;
      }
      try {
        return Optional.of(launch(image.get()));
      } catch (ConfigProblem e) {
        PodClock.stopWhenInterrupted();
        String reason = e.reason().text();
        event(Severity.WARNING, "Failed", "Error: " + e.why());
        board.note(definition.name(), o -> o.waits(reason, e.why()));
        clock.pause(CONFIG_RETRY, PodClock.Wake.ALSO_BY_NUDGES);
      }
    }
    return Optional.empty();
  }

  private Container launch(PodImage image) throws ConfigProblem {
    var builder = new ContainerBuilder(parts, resources);
    Container container = builder.create(pod.get(), definition, attempt, image);
    removeRunsBefore(attempt);
    event(Severity.NORMAL, "Created", "Created container: " + definition.name());
    try {
      parts.containers().start(container);
    } catch (SlipwayException e) {
      remove(container);
      throw new ConfigProblem(ConfigProblem.Reason.RUN, String.valueOf(e.getMessage()));
    }
    event(Severity.NORMAL, "Started", "Started container " + definition.name());
    return container;
  }

  private void removeRunsBefore(int present) {
    parts.containers().list().stream()
        .filter(c -> pod.get().uid().equals(c.labels().get(ContainerBuilder.POD_UID)))
        .filter(c -> definition.name().equals(c.labels().get(ContainerBuilder.CONTAINER)))
        .filter(c -> attemptOf(c) < present)
        .forEach(this::remove);
  }

  /** Removes a run; its log stays. */
  private void remove(Container container) {
    parts.containers().remove(container);
    String uid = pod.get().uid();
    Path layer = ContainerBuilder.layer(parts, uid, definition.name(), attemptOf(container));
    try {
      Files.deleteIfExists(
          TerminationMessage.file(parts, uid, definition.name(), attemptOf(container)));
      if (Files.exists(layer)) {
        DirectoryTree.deleteLeftover(layer);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not remove " + layer + ": " + e.getMessage(), e);
    }
  }

  /** Follows a run to its end. */
  private Exit watch(Container container, boolean isNew) throws InterruptedException {
    Instant since = since(container);
    String id = "slipway://" + container.id();
    Observed before = board.get(definition.name());
    boolean known = !isNew && before.containerId().equals(id) && before.isRunning();
    Readiness readiness = known ? before.readiness() : Readiness.NOT_STARTED;
    String image = container.labels().getOrDefault(ContainerBuilder.IMAGE_ID, "");
    int restarts = attemptOf(container);
    if (!known && !(container.state() instanceof ContainerState.Exited)) {
      board.note(definition.name(), o -> o.runs(since, restarts, image, id));
    }
    if (isEnding() && isNew) {
      parts.containers().kill(container);
    }
    try (var probes =
        new ContainerProbes(parts, clock, board, pod, definition, lifecycle, container, since)) {
      if (!isNew || postStart(container)) {
        probes.start(readiness);
      }
      ContainerState.Exited end = exit(container);
      Path file =
          TerminationMessage.file(parts, pod.get().uid(), definition.name(), attemptOf(container));
      String message = TerminationMessage.read(definition, file, container, end.exit());
      board.note(
          definition.name(),
          o ->
              (o.containerId().equals(id) ? o : o.runs(since, restarts, image, id))
                  .ended(end.exit(), since, end.at(), message));
      return end.exit();
    }
  }

  private Instant since(Container container) {
    return switch (container.state()) {
      case ContainerState.Running(long pid, Instant since) -> since;
      case ContainerState.Exited(Exit exit, Instant at) -> at;
      case ContainerState.Created _ -> clock.now();
    };
  }

  private static ContainerState.Exited exit(Container container) throws InterruptedException {
    try {
      return container.exited().get();
    } catch (ExecutionException e) {
      throw new AssertionError("an exit is never exceptional", e);
    }
  }

  private boolean postStart(Container container) throws InterruptedException {
    Optional<String> failed = lifecycle.hook(container, "postStart", HOOK);
    if (failed.isPresent()) {
      event(Severity.WARNING, "FailedPostStartHook", "PostStartHook failed: " + failed.get());
      parts.containers().kill(container);
    }
    return failed.isEmpty();
  }

  /** Waits for the next run; false when the pod is to end first. */
  private boolean awaitRestart() throws InterruptedException {
    Duration pause = backOff.next(clock.now());
    if (pause.isZero()) {
      return true;
    }
    KubeObject now = pod.get();
    String which = "%s_%s(%s)".formatted(now.name(), now.namespace(), now.uid());
    event(
        Severity.WARNING,
        "BackOff",
        "Back-off restarting failed container %s in pod %s".formatted(definition.name(), which));
    String message =
        "back-off %s restarting failed container=%s pod=%s"
            .formatted(duration(pause), definition.name(), which);
    board.note(definition.name(), o -> o.waits("CrashLoopBackOff", message));
    return !clock.pause(pause);
  }

  private static String duration(Duration duration) {
    long minutes = duration.toMinutes();
    return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
  }

  /** Ends the present run at once. */
  void kill() {
    current
        .filter(c -> !(c.state() instanceof ContainerState.Exited))
        .ifPresent(c -> parts.containers().signal(c, Signals.KILL));
  }

  Optional<Container> current() {
    return current;
  }

  private void event(Severity severity, String reason, String message) {
    parts.events().record(pod.get(), definition.fieldPath(), severity, reason, message);
  }
}
