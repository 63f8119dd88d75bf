package dev.slipway.workflow.event;

import dev.slipway.workflow.syntax.Trigger;

/** Whether an event starts a workflow. */
public sealed interface Decision {
  /** It does, by this entry of {@code on}. */
  record Matches(Trigger trigger) implements Decision {}

  /** It does not, and why, for people. */
  record Skipped(String reason) implements Decision {}
}
