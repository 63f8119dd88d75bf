package dev.slipway.delivery.release;

import java.time.Instant;
import java.util.List;

/** What is to happen next in an environment. */
public sealed interface ReleaseAction {

  /** A new release has landed; an unfinished one before it is superseded with it. */
  record Land(Release release) implements ReleaseAction {}

  /** A further part of a release has landed. */
  record Extend(Release release) implements ReleaseAction {}

  /** A further part of what was undone has landed, and must be undone too. */
  record Reopen(Release release) implements ReleaseAction {}

  /** Parts of a way back are not in the cluster yet. */
  record Restore(Release release, List<String> workloads) implements ReleaseAction {
    public Restore {
      workloads = List.copyOf(workloads);
    }
  }

  /** All parts are ready. */
  record Complete(Release release, String verification) implements ReleaseAction {}

  /** It cannot become ready. */
  record Fail(Release release, List<Failure> failures) implements ReleaseAction {
    public Fail {
      failures = List.copyOf(failures);
    }
  }

  /** A failed release goes back to the last good one, as a whole. */
  record GoBack(Release of, Release to, String reason) implements ReleaseAction {}

  /** A failed release stays, for a reason that a person must know; said once. */
  record Stay(Release release, String reason) implements ReleaseAction {}

  /** Nothing until the cluster changes, or until {@code until}. */
  record Wait(Instant until) implements ReleaseAction {}

  /**
   * Why a Deployment cannot become ready.
   *
   * @param pod the pod that shows it; empty when it is the Deployment itself
   * @param container its container; empty when it is the pod itself
   */
  record Failure(String workload, String pod, String container, String problem, Kind kind) {
    /** Whether the pod's probes tell why. */
    public enum Kind {
      /** The pod's state says it all. */
      STATE,
      /** It runs, but its probes fail. */
      UNREADY
    }

    @Override
    public String toString() {
      return workload + ": " + problem;
    }
  }
}
