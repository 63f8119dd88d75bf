package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything the Deployment planner may know.
 *
 * @param deployment the Deployment, as stored
 * @param sets the ReplicaSets it controls
 * @param pods the pods of those sets, terminating ones included
 * @param counts how the pods of a set are at this moment, by its uid; those of a set that is not in
 *     it are as it reports
 * @param now the time of the decision
 */
record DeploymentSnapshot(
    KubeObject deployment,
    List<KubeObject> sets,
    List<KubeObject> pods,
    Map<String, PodCounts> counts,
    Instant now) {}
