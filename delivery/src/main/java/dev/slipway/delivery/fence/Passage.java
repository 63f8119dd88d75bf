package dev.slipway.delivery.fence;

/** Whether a commit may take the place of what is there. */
public sealed interface Passage {
  /** It may. */
  record Admitted(String why) implements Passage {}

  /** It may not; the reason names what is there and what to do. */
  record Refused(String reason) implements Passage {}
}
