package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing a planner wants done; performed in order, and the rest dropped when one fails.
 *
 * <p>Objects are complete, with {@code apiVersion}, {@code kind} and the {@code resourceVersion}
 * they were read at. A later action on an object the same plan wrote before uses the version of
 * that write.
 */
sealed interface Action {
  /** Creates the object; one that exists already is an error the planner may look at next time. */
  record Create(KubeObject object) implements Action {}

  /** Creates a pod and tells its owner so by an event, or why it could not be created. */
  record CreatePod(KubeObject pod, KubeObject owner) implements Action {}

  /** Replaces everything but the status. */
  record Update(KubeObject object) implements Action {}

  /** Replaces the status. */
  record UpdateStatus(KubeObject object) implements Action {}

  /** Sets annotations that only we write, whatever the version of the object is by now. */
  record Annotate(KubeObject object, ObjectNode annotations) implements Action {}

  /** Deletes exactly this incarnation (by uid) in the background; one already gone is fine. */
  record Delete(KubeObject object) implements Action {}

  /** Records an event about the object. */
  record Emit(KubeObject about, EventRecorder.Severity severity, String reason, String message)
      implements Action {}

  /** Plans again after a while, because time alone will change the answer. */
  record Again(Duration after) implements Action {}
}
