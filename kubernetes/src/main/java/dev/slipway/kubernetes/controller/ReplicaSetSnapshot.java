package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;

/**
 * Everything the ReplicaSet planner may know.
 *
 * @param set the ReplicaSet, as stored
 * @param pods every pod of its namespace that it controls or that its selector matches
 * @param now the time of the decision
 */
record ReplicaSetSnapshot(KubeObject set, List<KubeObject> pods, Instant now) {}
