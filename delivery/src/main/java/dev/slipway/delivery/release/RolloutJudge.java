package dev.slipway.delivery.release;

import dev.slipway.delivery.release.ReleaseAction.Failure;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Tells early whether a rollout can still succeed (specification-notes S47, F13): states that only
 * a change of the manifest can end are hopeless at once, crashes after the third, a readiness that
 * never comes after a deadline. Two crashes and then ready is a success.
 *
 * @param patience how long a container that runs may stay unready, unless the Deployment says so
 *     itself
 */
record RolloutJudge(EnvironmentView view, Instant now, Duration patience) {
  private static final int CRASHES = 3;
  private static final String REVISION = "deployment.kubernetes.io/revision";

  /** How a run ends whose program is not there; the next one has no more of it. */
  private static final String NOT_STARTED = "StartError";

  /** Waiting reasons that no retry ends. */
  private static final Set<String> HOPELESS =
      Set.of(
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  /** Judges the Deployment at its present template. */
  RolloutVerdict judge(KubeObject deployment) {
    JsonNode status = deployment.status();
    if (status.path("observedGeneration").asLong(0) < deployment.generation()) {
      return new RolloutVerdict.Progressing("waiting for the cluster", Optional.empty());
    }
    int wanted = deployment.spec().path("replicas").asInt(1);
    int updated = status.path("updatedReplicas").asInt(0);
    int available = status.path("availableReplicas").asInt(0);
    int all = status.path("replicas").asInt(0);
    if (updated >= wanted && all == updated && available >= wanted) {
      return new RolloutVerdict.Complete();
    }
    List<KubeObject> pods = newPods(deployment);
    Optional<Failure> failure =
        pods.stream().flatMap(p -> failure(deployment, p).stream()).findFirst();
    if (failure.isPresent()) {
      return new RolloutVerdict.Hopeless(failure.get());
    }
    if (isOverdue(status)) {
      return new RolloutVerdict.Hopeless(
          new Failure(
              deployment.name(),
              pods.stream().filter(p -> !isReady(p)).map(KubeObject::name).findFirst().orElse(""),
              "",
              "not ready within its progress deadline of "
                  + deployment.spec().path("progressDeadlineSeconds").asInt(0)
                  + " s",
              Failure.Kind.UNREADY));
    }
    long ready = pods.stream().filter(RolloutJudge::isReady).count();
    return new RolloutVerdict.Progressing(
        ready + " of " + wanted + " ready", lookAgain(deployment, pods));
  }

  private static boolean isOverdue(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asString("").equals("Progressing")
          && condition.path("reason").asString("").equals("ProgressDeadlineExceeded")) {
        return true;
      }
    }
    return false;
  }

  /** The pods of the present template: those of the set that carries the present revision. */
  private List<KubeObject> newPods(KubeObject deployment) {
    String revision = deployment.annotations().getOrDefault(REVISION, "");
    Optional<KubeObject> set =
        view.replicaSets().stream()
            .filter(s -> isOwned(s, deployment))
            .filter(s -> s.annotations().getOrDefault(REVISION, "").equals(revision))
            .findFirst();
    return set.map(s ->
            view.pods().stream()
                .filter(p -> isOwned(p, s) && !p.isBeingDeleted())
                .sorted(Comparator.comparing(KubeObject::name))
                .toList())
        .orElse(List.of());
  }

  private static boolean isOwned(KubeObject object, KubeObject owner) {
    return object.controller().filter(o -> o.uid().equals(owner.uid())).isPresent();
  }

  private static boolean isReady(KubeObject pod) {
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  private Optional<Failure> failure(KubeObject deployment, KubeObject pod) {
    if (isReady(pod)) {
      return Optional.empty();
    }
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      for (JsonNode container : pod.status().path(list)) {
        Optional<Problem> problem = problem(deployment, pod, container);
        if (problem.isPresent()) {
          return Optional.of(
              new Failure(
                  deployment.name(),
                  pod.name(),
                  container.path("name").asString(""),
                  problem.get().text(),
                  problem.get().kind()));
        }
      }
    }
    return Optional.empty();
  }

  private record Problem(String text, Failure.Kind kind) {
    static Problem state(String text) {
      return new Problem(text, Failure.Kind.STATE);
    }
  }

  private Optional<Problem> problem(KubeObject deployment, KubeObject pod, JsonNode container) {
    JsonNode waiting = container.path("state").path("waiting");
    String reason = waiting.path("reason").asString("");
    if (HOPELESS.contains(reason)) {
      String message = waiting.path("message").asString("");
      return Optional.of(Problem.state(reason + (message.isEmpty() ? "" : ": " + message)));
    }
    JsonNode last = last(container);
    if (last.path("reason").asString("").equals(NOT_STARTED)) {
      String message = last.path("message").asString("");
      return Optional.of(Problem.state(NOT_STARTED + (message.isEmpty() ? "" : ": " + message)));
    }
    int crashes = crashes(container);
    if (crashes >= CRASHES && !container.path("ready").asBoolean(false)) {
      return Optional.of(Problem.state("crashed " + crashes + " times" + exit(container)));
    }
    return deadline(deployment, pod, container)
        .filter(end -> !now.isBefore(end))
        .map(end ->
            new Problem(
                "runs, but was not ready within "
                    + patience(deployment, container).toSeconds()
                    + " s",
                Failure.Kind.UNREADY));
  }

  /** Every run that was followed by another, and the last one when it has ended too. */
  private static int crashes(JsonNode container) {
    JsonNode state = container.path("state");
    boolean ended =
        state.path("terminated").path("exitCode").asInt(0) != 0
            || state.path("waiting").path("reason").asString("").equals("CrashLoopBackOff");
    return container.path("restartCount").asInt(0) + (ended ? 1 : 0);
  }

  /** How the last run ended; missing when none has. */
  private static JsonNode last(JsonNode container) {
    JsonNode before = container.path("lastState").path("terminated");
    return before.isObject() ? before : container.path("state").path("terminated");
  }

  private static String exit(JsonNode container) {
    JsonNode ended = last(container);
    return ended.isObject() ? ", last with exit code " + ended.path("exitCode").asInt(0) : "";
  }

  /** When a container that runs unready is given up. */
  private Optional<Instant> deadline(KubeObject deployment, KubeObject pod, JsonNode container) {
    JsonNode started = container.path("state").path("running").path("startedAt");
    if (container.path("ready").asBoolean(false) || !started.isString() || isReady(pod)) {
      return Optional.empty();
    }
    return Timestamps.parse(started.asString("")).map(t -> t.plus(patience(deployment, container)));
  }

  private Optional<Instant> lookAgain(KubeObject deployment, List<KubeObject> pods) {
    return pods.stream()
        .flatMap(p ->
            p.status()
                .path("containerStatuses")
                .valueStream()
                .flatMap(c -> deadline(deployment, p, c).stream()))
        .min(Comparator.naturalOrder());
  }

  /** A start-up probe and a readiness probe's first delay are time that the container asked for. */
  private Duration patience(KubeObject deployment, JsonNode status) {
    Duration base = RolloutDeadline.of(deployment).orElse(patience);
    String name = status.path("name").asString("");
    return deployment
        .at("/spec/template/spec/containers")
        .valueStream()
        .filter(c -> c.path("name").asString("").equals(name))
        .findFirst()
        .map(c -> base.plus(askedFor(c)))
        .orElse(base);
  }

  private static Duration askedFor(JsonNode container) {
    JsonNode startup = container.path("startupProbe");
    long seconds = container.path("readinessProbe").path("initialDelaySeconds").asLong(0);
    if (startup.isObject()) {
      seconds +=
          startup.path("initialDelaySeconds").asLong(0)
              + startup.path("periodSeconds").asLong(10)
                  * startup.path("failureThreshold").asLong(3);
    }
    return Duration.ofSeconds(seconds);
  }
}
