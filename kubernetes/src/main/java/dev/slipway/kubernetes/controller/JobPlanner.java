package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides which pods of one Job to create and to delete, and whether the Job is over. */
final class JobPlanner {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
  private static final int BURST = 500;

  private final JobSnapshot snapshot;
  private final JsonNode spec;
  private final List<JobPod> pods;
  private final List<JobPod> active;
  private final JobTally tally;
  private final ObjectNode status;
  private final List<Action> actions = new ArrayList<>();
  private Optional<Action> event = Optional.empty();

  private JobPlanner(JobSnapshot snapshot) {
    this.snapshot = snapshot;
    this.spec = snapshot.job().spec();
    boolean awaitsEnd =
        spec.path("podReplacementPolicy")
            .asString(spec.has("podFailurePolicy") ? "Failed" : "")
            .equals("Failed");
    this.pods = snapshot.pods().stream().map(p -> new JobPod(p, awaitsEnd)).toList();
    this.active = pods.stream().filter(JobPod::isActive).toList();
    this.tally = new JobTally(spec, snapshot.job().status(), pods);
    this.status = initialStatus(snapshot.job().status());
  }

  static List<Action> plan(JobSnapshot snapshot) {
    var planner = new JobPlanner(snapshot);
    return planner.isOver() ? planner.afterwards() : planner.plan();
  }

  private static ObjectNode initialStatus(JsonNode old) {
    ObjectNode status = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    for (String field : List.of("conditions", "startTime", "completionTime")) {
      if (old.has(field)) {
        status.set(field, old.get(field).deepCopy());
      }
    }
    return status;
  }

  private Instant now() {
    return snapshot.now();
  }

  private boolean isOver() {
    return Conditions.isTrue(snapshot.job().status(), "Complete")
        || Conditions.isTrue(snapshot.job().status(), "Failed");
  }

  /** A Job that is over lets its pods go from its hands, and goes itself when it is to. */
  private List<Action> afterwards() {
    for (JobPod pod : pods) {
      if (pod.isTracked()) {
        actions.add(new Action.Update(pod.counted()));
      }
    }
    JsonNode seconds = spec.path("ttlSecondsAfterFinished");
    if (seconds.isNumber() && !snapshot.job().isBeingDeleted()) {
      Instant end = overSince().plusSeconds(seconds.asLong(0));
      if (end.isAfter(now())) {
        actions.add(new Action.Again(Duration.between(now(), end)));
      } else {
        actions.add(new Action.Delete(snapshot.job()));
      }
    }
    return List.copyOf(actions);
  }

  private Instant overSince() {
    for (String type : List.of("Complete", "Failed")) {
      Optional<Instant> since =
          Conditions.find(snapshot.job().status(), type)
              .flatMap(c -> Timestamps.parse(c.path("lastTransitionTime").asString("")));
      if (since.isPresent()) {
        return since.get();
      }
    }
    return now();
  }

  private List<Action> plan() {
    List<Action> work = new ArrayList<>();
    if (!snapshot.job().isBeingDeleted()) {
      work.addAll(work());
    }
    writeCounts();
    if (!status.equals(snapshot.job().status())) {
      actions.add(
          new Action.UpdateStatus(snapshot.job().edited(tree -> tree.set("status", status))));
    }
    actions.addAll(tally.releases(pods));
    event.ifPresent(actions::add);
    actions.addAll(work);
    if (tally.hasUncounted()) {
      // The next plan moves the pods that were let go into the counts.
      actions.add(new Action.Again(Duration.ZERO));
    }
    return List.copyOf(actions);
  }

  private void writeCounts() {
    put("active", active.size());
    put("ready", (int) active.stream().filter(JobPod::isReady).count());
    put("terminating", (int) pods.stream().filter(JobPod::isTerminating).count());
    tally.write(status);
  }

  private void put(String field, int count) {
    if (count > 0 || !field.equals("active")) {
      status.put(field, count);
    }
  }

  private List<Action> work() {
    Optional<JobEnd> end = JobEnd.of(snapshot, tally, active);
    if (end.isPresent()) {
      return finish(end.get());
    }
    if (spec.path("suspend").asBoolean(false)) {
      return suspend();
    }
    resume();
    var work = new ArrayList<Action>();
    deadline().ifPresent(work::add);
    int wanted = wanted();
    // Those on their way out keep their place where their Job says so.
    int leaving = (int) pods.stream().filter(p -> p.awaitsEnd() && p.isTerminating()).count();
    if (active.size() > wanted) {
      delete(active.size() - wanted, work);
    } else if (active.size() + leaving < wanted) {
      create(wanted - active.size() - leaving, work);
    }
    return work;
  }

  /** First the reason, then, when no pod runs any more and all are counted, the end itself. */
  private List<Action> finish(JobEnd end) {
    var conditions = new Conditions(status, Conditions.Stamp.PROBE);
    conditions.set(end.decided(), now());
    var work = new ArrayList<Action>();
    delete(active.size(), work);
    boolean ended =
        active.isEmpty() && !tally.hasUncounted() && pods.stream().noneMatch(JobPod::isTerminating);
    if (ended) {
      conditions.set(end.over(), now());
      if (end.isSuccess()) {
        status.put("completionTime", Timestamps.seconds(now()));
      }
      event = Optional.of(end.event(snapshot.job()));
      work.add(new Action.Again(Duration.ZERO));
    }
    return work;
  }

  private List<Action> suspend() {
    var work = new ArrayList<Action>();
    delete(active.size(), work);
    if (!Conditions.isTrue(status, "Suspended")) {
      new Conditions(status, Conditions.Stamp.PROBE)
          .set(
              new Conditions.Condition("Suspended", "True", "JobSuspended", "Job suspended"),
              now());
      event = emit(Severity.NORMAL, "Suspended", "Job suspended");
    }
    status.remove("startTime");
    return work;
  }

  private void resume() {
    if (Conditions.isTrue(status, "Suspended")) {
      new Conditions(status, Conditions.Stamp.PROBE)
          .set(new Conditions.Condition("Suspended", "False", "JobResumed", "Job resumed"), now());
      event = emit(Severity.NORMAL, "Resumed", "Job resumed");
    }
    if (!status.has("startTime")) {
      status.put("startTime", Timestamps.seconds(now()));
    }
  }

  private Optional<Action> emit(Severity severity, String reason, String message) {
    return Optional.of(new Action.Emit(snapshot.job(), severity, reason, message));
  }

  private Optional<Action> deadline() {
    JsonNode seconds = spec.path("activeDeadlineSeconds");
    return seconds.isNumber()
        ? Timestamps.parse(status.path("startTime").asString(""))
            .map(start ->
                new Action.Again(
                    Duration.between(now(), start.plusSeconds(seconds.asLong(0))).plusMillis(1)))
        : Optional.empty();
  }

  private int wanted() {
    int parallelism = spec.path("parallelism").asInt(1);
    if (!spec.path("completions").isNumber()) {
      return tally.succeeded() > 0 ? active.size() : parallelism;
    }
    return Math.min(parallelism, spec.path("completions").asInt(1) - tally.succeeded());
  }

  /** Those that have done least go first. */
  private void delete(int count, List<Action> work) {
    active.stream()
        .sorted(
            Comparator.comparing(JobPod::isReady)
                .thenComparing(
                    p -> p.object().creationTimestamp().orElse(now()), Comparator.reverseOrder()))
        .limit(count)
        .forEach(pod -> {
          if (pod.isTracked()) {
            // What we take away ourselves has not failed: it is not to be counted.
            work.add(new Action.Update(pod.counted()));
          }
          work.add(new Action.Delete(pod.object()));
          work.add(
              new Action.Emit(
                  snapshot.job(),
                  Severity.NORMAL,
                  "SuccessfulDelete",
                  "Deleted pod: " + pod.object().name()));
        });
  }

  private void create(int count, List<Action> work) {
    Duration delay = delay();
    if (!delay.isZero()) {
      work.add(new Action.Again(delay));
      return;
    }
    var template = new JobTemplate(snapshot.job());
    if (!tally.isIndexed()) {
      for (int i = 0; i < Math.min(count, BURST); i++) {
        work.add(new Action.CreatePod(template.pod(), snapshot.job()));
      }
      return;
    }
    var taken =
        pods.stream()
            .filter(p -> p.isActive() || (p.awaitsEnd() && p.isTerminating()))
            .flatMapToInt(p -> p.index().stream())
            .boxed()
            .toList();
    int missing = Math.min(count, BURST);
    for (int index = 0; missing > 0 && index < spec.path("completions").asInt(0); index++) {
      if (!taken.contains(index) && !tally.completed().contains(index)) {
        work.add(new Action.CreatePod(template.pod(index), snapshot.job()));
        missing--;
      }
    }
  }

  /** What is left of the pause after failures; it doubles with each until one succeeds. */
  private Duration delay() {
    Instant success =
        pods.stream()
            .filter(JobPod::hasSucceeded)
            .map(p -> p.finished(now()))
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    List<Instant> failures =
        pods.stream()
            .filter(p -> p.hasFailed() && !tally.isIgnored(p))
            .filter(p -> (p.isTracked() || !p.object().isBeingDeleted()))
            .map(p -> p.finished(now()))
            .filter(t -> t.isAfter(success))
            .sorted()
            .toList();
    if (failures.isEmpty()) {
      return Duration.ZERO;
    }
    Duration pause = FIRST_DELAY.multipliedBy(1L << Math.min(failures.size() - 1, 10));
    Instant next =
        failures.getLast().plus(pause.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : pause);
    return next.isAfter(now()) ? Duration.between(now(), next) : Duration.ZERO;
  }

  /**
   * Whether a pod was left behind by a Job that no longer is: it waits to be counted for nobody.
   */
  static boolean isLeftBehind(KubeObject pod) {
    return new JobPod(pod).isTracked();
  }
}
