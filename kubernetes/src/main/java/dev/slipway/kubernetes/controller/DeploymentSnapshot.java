package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;

/**
 * Everything the Deployment planner may know.
 *
 * @param deployment the Deployment, as stored
 * @param sets the ReplicaSets it controls
 * @param pods the pods of those sets, terminating ones included
 * @param now the time of the decision
 */
record DeploymentSnapshot(
    KubeObject deployment, List<KubeObject> sets, List<KubeObject> pods, Instant now) {}
