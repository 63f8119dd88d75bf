package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.Conditions.Condition;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Why and how a Job ends. */
record JobEnd(boolean isSuccess, String reason, String message) {
  private static final String DECIDED_SUCCESS = "SuccessCriteriaMet";
  private static final String DECIDED_FAILURE = "FailureTarget";

  static Optional<JobEnd> of(JobSnapshot snapshot, JobTally tally, List<JobPod> active) {
    JsonNode status = snapshot.job().status();
    for (String type : List.of(DECIDED_SUCCESS, DECIDED_FAILURE)) {
      Optional<JsonNode> decided =
          Conditions.find(status, type).filter(c -> c.path("status").asString("").equals("True"));
      if (decided.isPresent()) {
        return Optional.of(
            new JobEnd(
                type.equals(DECIDED_SUCCESS),
                decided.get().path("reason").asString(""),
                decided.get().path("message").asString("")));
      }
    }
    return policy(snapshot)
        .or(() -> failure(snapshot, tally, active))
        .or(() -> success(snapshot, tally, active));
  }

  /** One pod may fail in a way that no other attempt would change. */
  private static Optional<JobEnd> policy(JobSnapshot snapshot) {
    var policy = new JobFailurePolicy(snapshot.job().spec().path("podFailurePolicy"));
    return snapshot.pods().stream()
        .filter(pod -> policy.isPresent() && new JobPod(pod).hasEndedBadly())
        .map(policy::of)
        .filter(decision -> decision.action() == JobFailurePolicy.Action.FAIL_JOB)
        .findFirst()
        .map(decision -> new JobEnd(false, "PodFailurePolicy", decision.message()));
  }

  private static Optional<JobEnd> failure(
      JobSnapshot snapshot, JobTally tally, List<JobPod> active) {
    JsonNode spec = snapshot.job().spec();
    int limit = spec.path("backoffLimit").asInt(6);
    if (tally.failed() > limit || restartsExceed(spec, active, limit)) {
      return Optional.of(
          new JobEnd(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
    }
    JsonNode seconds = spec.path("activeDeadlineSeconds");
    Optional<Instant> start =
        Timestamps.parse(snapshot.job().status().path("startTime").asString(""));
    if (seconds.isNumber()
        && !spec.path("suspend").asBoolean(false)
        && start
            .filter(s -> !s.plusSeconds(seconds.asLong(0)).isAfter(snapshot.now()))
            .isPresent()) {
      return Optional.of(
          new JobEnd(false, "DeadlineExceeded", "Job was active longer than specified deadline"));
    }
    return Optional.empty();
  }

  /** Containers that restart in their pod count as much as pods that fail. */
  private static boolean restartsExceed(JsonNode spec, List<JobPod> active, int limit) {
    String policy = spec.path("template").path("spec").path("restartPolicy").asString("");
    int restarts = active.stream().mapToInt(JobPod::restarts).sum();
    return policy.equals("OnFailure") && (limit == 0 ? restarts > 0 : restarts >= limit);
  }

  private static Optional<JobEnd> success(
      JobSnapshot snapshot, JobTally tally, List<JobPod> active) {
    JsonNode completions = snapshot.job().spec().path("completions");
    boolean reached =
        completions.isNumber()
            ? tally.succeeded() >= completions.asInt(1)
            : tally.succeeded() > 0 && active.isEmpty();
    return reached
        ? Optional.of(
            new JobEnd(true, "CompletionsReached", "Reached expected number of succeeded pods"))
        : earlySuccess(snapshot.job().spec().path("successPolicy").path("rules"), tally);
  }

  /** Some of the indexes may be enough. */
  private static Optional<JobEnd> earlySuccess(JsonNode rules, JobTally tally) {
    int number = 0;
    for (JsonNode rule : rules) {
      var done = new TreeSet<>(tally.completed());
      String indexes = rule.path("succeededIndexes").asString("");
      var wanted = Indexes.parse(indexes);
      if (!indexes.isEmpty()) {
        done.retainAll(wanted);
      }
      int enough = rule.path("succeededCount").asInt(wanted.size());
      if (tally.isIndexed() && enough > 0 && done.size() >= enough) {
        return Optional.of(new JobEnd(true, "SuccessPolicy", "Matched rules at index " + number));
      }
      number++;
    }
    return Optional.empty();
  }

  /** What is certain although pods may still run. */
  Condition decided() {
    return new Condition(isSuccess ? DECIDED_SUCCESS : DECIDED_FAILURE, "True", reason, message);
  }

  Condition over() {
    return new Condition(isSuccess ? "Complete" : "Failed", "True", reason, message);
  }

  Action event(KubeObject job) {
    return isSuccess
        ? new Action.Emit(job, Severity.NORMAL, "Completed", "Job completed")
        : new Action.Emit(job, Severity.WARNING, reason, message);
  }
}
