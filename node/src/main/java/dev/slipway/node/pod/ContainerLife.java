package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.container.Exit;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.image.PodImages.PodImage;
import dev.slipway.node.pod.ContainerDefinition.Role;
import dev.slipway.node.pod.Observed.Readiness;
import dev.slipway.posix.Signals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final String ID_SCHEME = "slipway://";

  private final NodeParts parts;
  private final PodClock clock;
  private final PodBoard board;
  private final PodResources resources;
  private final ContainerDefinition definition;
  private final Supplier<KubeObject> pod;
  private final ContainerRuns runs;
  private final Lifecycle lifecycle;
  private final ImagePull pull;
  private final BackOff backOff = new BackOff();
  private volatile Optional<Container> current = Optional.empty();
  private volatile boolean retired;
  private volatile boolean anew;
  private final Set<String> replaced = ConcurrentHashMap.newKeySet();
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
    this.runs = new ContainerRuns(parts, pod.get().uid(), definition.name());
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

  /** What ran before does not count: the pod's other parts had to be made anew. */
  void beginAnew() {
    anew = true;
  }

  /** The pod's object changed: a run of another image than it names now is over. */
  void look() {
    current.filter(this::isOutdated).ifPresent(this::replace);
  }

  private boolean isOutdated(Container container) {
    String image = definition.in(pod.get()).image();
    return definition.role() != Role.INIT
        && !container.labels().getOrDefault(ContainerBuilder.IMAGE, image).equals(image);
  }

  private void replace(Container container) {
    // Once: a second signal makes some programs leave what they were finishing.
    if (isEnding()
        || container.state() instanceof ContainerState.Exited
        || !replaced.add(container.id())) {
      return;
    }
    Duration grace =
        Duration.ofSeconds(pod.get().spec().path("terminationGracePeriodSeconds").asLong(30));
    String why = "Container " + definition.name() + " definition changed, will be restarted";
    PodThreads.of("replace-", pod.get(), () -> lifecycle.stop(pod.get(), container, grace, why))
        .start();
  }

  /** Lives; returns when the container will not run again. */
  void run() throws InterruptedException {
    Optional<Container> adopted = adopt();
    if (adopted.isEmpty() && !anew && isOver(board.get(definition.name()))) {
      return;
    }
    boolean again = true;
    while (again) {
      OptionalInt code = runOnce(adopted);
      boolean outdated = current.filter(this::isOutdated).isPresent();
      again =
          code.isPresent()
              && !isEnding()
              && (outdated || (restartsAfter(code.getAsInt()) && awaitRestart()))
              && !retired;
      if (again) {
        attempt++;
        adopted = Optional.empty();
        current = Optional.empty();
      }
    }
  }

  /** One run to its end, with its exit code; empty when the pod is to end before it begins. */
  private OptionalInt runOnce(Optional<Container> adopted) throws InterruptedException {
    current = adopted;
    if (adopted.isPresent()) {
      look();
      return OptionalInt.of(watch(adopted.get(), false).code());
    }
    try {
      current = launch();
    } catch (StartProblem e) {
      couldNotStart(e);
      return OptionalInt.of(StartProblem.CODE);
    }
    return current.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(watch(current.get(), true).code());
  }

  private void couldNotStart(StartProblem problem) {
    event(Severity.WARNING, "Failed", "Error: " + problem.why());
    String id = ID_SCHEME + ContainerBuilder.id(pod.get().uid(), definition.name(), attempt);
    int restarts = attempt;
    var exit = new Exit(StartProblem.CODE, Exit.Cause.NOT_STARTED);
    boolean again = restartsAfter(StartProblem.CODE) && !isEnding();
    board.note(
        definition.name(),
        o -> {
          Observed ended =
              o.runs(Instant.EPOCH, restarts, o.imageId(), id)
                  .ended(exit, Instant.EPOCH, clock.now(), problem.why());
          return again ? ended.waits("RunContainerError", problem.why()) : ended;
        });
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
    Optional<Container> newest = runs.newest();
    Observed reported = board.get(definition.name());
    attempt =
        newest
            .map(ContainerRuns::attempt)
            .orElseGet(() -> reported.containerId().isEmpty() ? 0 : reported.restarts() + 1);
    // Who has run for long does not wait longer because a predecessor of this process knew
    // failures.
    backOff.resume(attempt, clock.steady(newest.map(this::since).orElseGet(clock::now)));
    if (anew && newest.filter(c -> c.state() instanceof ContainerState.Exited).isPresent()) {
      attempt++;
      return Optional.empty();
    }
    if (newest.filter(c -> c.state() instanceof ContainerState.Created).isPresent()) {
      runs.remove(newest.get());
      return Optional.empty();
    }
    return newest;
  }

  /** Makes and starts a run; empty when the pod is to end first. */
  private Optional<Container> launch() throws InterruptedException, StartProblem {
    while (!isEnding()) {
      Optional<PodImage> image = pull.get(pod);
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
        clock.pauseUntilNudged(CONFIG_RETRY);
      }
    }
    return Optional.empty();
  }

  private Container launch(PodImage image) throws ConfigProblem, StartProblem {
    var builder = new ContainerBuilder(parts, resources);
    KubeObject now = pod.get();
    Container container = builder.create(now, definition.in(now), attempt, image);
    runs.removeBefore(attempt);
    event(Severity.NORMAL, "Created", "Created container: " + definition.name());
    try {
      parts.containers().start(container);
    } catch (SlipwayException e) {
      runs.remove(container);
      throw new StartProblem(e);
    }
    event(Severity.NORMAL, "Started", "Started container " + definition.name());
    return container;
  }

  /** Follows a run to its end. */
  private Exit watch(Container container, boolean isNew) throws InterruptedException {
    Instant since = since(container);
    String id = ID_SCHEME + container.id();
    Observed before = board.get(definition.name());
    boolean known = !isNew && before.containerId().equals(id) && before.isRunning();
    Readiness readiness = known ? before.readiness() : Readiness.NOT_STARTED;
    String image = container.labels().getOrDefault(ContainerBuilder.IMAGE_ID, "");
    int restarts = ContainerRuns.attempt(container);
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
          TerminationMessage.file(
              parts, pod.get().uid(), definition.name(), ContainerRuns.attempt(container));
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
    Duration pause = backOff.next(clock.steady());
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
    String image = definition.in(now).image();
    return !clock.pause(pause, () -> !definition.in(pod.get()).image().equals(image));
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
