package dev.slipway.node.probe;

/** What one attempt found. */
public sealed interface ProbeResult {
  /** The container is well. */
  record Success() implements ProbeResult {}

  /**
   * It is not.
   *
   * @param message as kubectl shows it, without what probe it was
   */
  record Failure(String message) implements ProbeResult {}

  /** It could not be found out; the attempt does not count. */
  record Unknown(String message) implements ProbeResult {}
}
