package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;

/**
 * What the Job planner decides from.
 *
 * @param pods those the Job controls, whatever their state
 */
record JobSnapshot(KubeObject job, List<KubeObject> pods, Instant now) {
  JobSnapshot {
    pods = List.copyOf(pods);
  }
}
