package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Gathers what the Job planner needs and performs what it decides. */
final class JobController {
  private static final String JOB_NAME = "batch.kubernetes.io/job-name";

  private static final String OWN = "kubernetes.io/job-controller";

  private final Cluster cluster;
  private final Executor executor;

  JobController(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.executor = new Executor(cluster, events, "job-controller");
  }

  Optional<Duration> reconcile(ObjectName name) {
    Optional<KubeObject> job = cluster.find(ResourceType.JOBS, name);
    List<KubeObject> pods =
        cluster.list(ResourceType.PODS, Selection.namespace(name.namespace())).items();
    executor.perform(leftBehind(name, pods, job.map(KubeObject::uid).orElse("")));
    if (job.isEmpty() || isManagedElsewhere(job.get())) {
      return Optional.empty();
    }
    List<KubeObject> own =
        pods.stream().filter(p -> Owners.isControlledBy(p, job.get().uid())).toList();
    return executor.perform(
        JobPlanner.plan(new JobSnapshot(job.get(), own, cluster.clock().instant())));
  }

  private static boolean isManagedElsewhere(KubeObject job) {
    return !job.spec().path("managedBy").asString(OWN).equals(OWN);
  }

  /** Lets go of pods that wait to be counted by a Job of this name that is gone. */
  private static List<Action> leftBehind(ObjectName name, List<KubeObject> pods, String uid) {
    return pods.stream()
        .filter(p -> name.name().equals(p.labels().get(JOB_NAME)) || isOf(p, name))
        .filter(p -> !Owners.isControlledBy(p, uid))
        .filter(JobPlanner::isLeftBehind)
        .<Action>map(p -> new Action.Update(new JobPod(p).counted()))
        .toList();
  }

  private static boolean isOf(KubeObject pod, ObjectName name) {
    return pod.controller()
        .filter(o -> o.kind().equals("Job") && o.name().equals(name.name()))
        .isPresent();
  }
}
