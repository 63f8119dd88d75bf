package dev.slipway.kubernetes.controller;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts the pods of a Job that have ended, each exactly once, also when this process dies in
 * between: a pod that ended is noted in the status, loses the finalizer that keeps it, and only
 * then moves from the notes into the counts.
 */
final class JobTally {
  private final Set<String> uncountedSucceeded = new LinkedHashSet<>();
  private final Set<String> uncountedFailed = new LinkedHashSet<>();
  private final NavigableSet<Integer> completed;
  private final Set<String> ignored = new LinkedHashSet<>();
  private final JobFailurePolicy policy;
  private final boolean indexed;
  private int succeeded;
  private int failed;

  JobTally(JsonNode spec, JsonNode status, List<JobPod> pods) {
    policy = new JobFailurePolicy(spec.path("podFailurePolicy"));
    indexed = spec.path("completionMode").asString("").equals("Indexed");
    succeeded = status.path("succeeded").asInt(0);
    failed = status.path("failed").asInt(0);
    completed = Indexes.parse(status.path("completedIndexes").asString(""));
    Set<String> tracked =
        pods.stream()
            .filter(JobPod::isTracked)
            .map(p -> p.object().uid())
            .collect(Collectors.toSet());
    succeeded += settle(status, "succeeded", tracked, uncountedSucceeded);
    failed += settle(status, "failed", tracked, uncountedFailed);
    for (JobPod pod : pods) {
      if (pod.isTracked() && pod.hasSucceeded()) {
        uncountedSucceeded.add(pod.object().uid());
        pod.index().ifPresent(completed::add);
      } else if (pod.isTracked() && pod.hasFailed() && isIgnored(pod)) {
        ignored.add(pod.object().uid());
      } else if (pod.isTracked() && pod.hasFailed()) {
        uncountedFailed.add(pod.object().uid());
      }
    }
  }

  /** Whether the Job's policy says that the failure of this pod is none. */
  boolean isIgnored(JobPod pod) {
    return policy.of(pod.object()).action() == JobFailurePolicy.Action.IGNORE;
  }

  /** Keeps the notes about pods that are still held; tells how many of the others to count. */
  private static int settle(
      JsonNode status, String outcome, Set<String> tracked, Set<String> uncounted) {
    int settled = 0;
    for (JsonNode uid : status.path("uncountedTerminatedPods").path(outcome)) {
      if (tracked.contains(uid.asString(""))) {
        uncounted.add(uid.asString(""));
      } else {
        settled++;
      }
    }
    return settled;
  }

  int succeeded() {
    return indexed ? completed.size() : succeeded + uncountedSucceeded.size();
  }

  int failed() {
    return failed + uncountedFailed.size();
  }

  NavigableSet<Integer> completed() {
    return completed;
  }

  boolean isIndexed() {
    return indexed;
  }

  boolean hasUncounted() {
    return !uncountedSucceeded.isEmpty() || !uncountedFailed.isEmpty();
  }

  /** Lets go of the pods that the status has noted. */
  List<Action> releases(List<JobPod> pods) {
    var actions = new ArrayList<Action>();
    for (JobPod pod : pods) {
      String uid = pod.object().uid();
      boolean noted = uncountedSucceeded.contains(uid) || uncountedFailed.contains(uid);
      if (pod.isTracked() && (noted || ignored.contains(uid))) {
        actions.add(new Action.Update(pod.counted()));
      }
    }
    return actions;
  }

  void write(ObjectNode status) {
    put(status, "succeeded", indexed ? completed.size() : succeeded);
    put(status, "failed", failed);
    if (indexed && !completed.isEmpty()) {
      status.put("completedIndexes", Indexes.text(completed));
    }
    ObjectNode uncounted = status.putObject("uncountedTerminatedPods");
    list(uncounted, "succeeded", uncountedSucceeded);
    list(uncounted, "failed", uncountedFailed);
  }

  private static void put(ObjectNode status, String field, int count) {
    if (count > 0) {
      status.put(field, count);
    }
  }

  private static void list(ObjectNode node, String field, Set<String> uids) {
    if (!uids.isEmpty()) {
      ArrayNode list = node.putArray(field);
      uids.forEach(list::add);
    }
  }
}
