package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;

/** What a deletion came to. */
public sealed interface DeleteOutcome {
  /** The object as it was last, or as it waits. */
  KubeObject object();

  /** It is gone. */
  record Removed(KubeObject object) implements DeleteOutcome {}

  /** It is marked and goes when its grace ends or its finalizers are removed. */
  record Pending(KubeObject object) implements DeleteOutcome {}
}
