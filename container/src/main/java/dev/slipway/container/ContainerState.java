package dev.slipway.container;

import java.time.Instant;

/** Where a long-lived container is in its life. */
public sealed interface ContainerState {
  /** Everything is ready, its program has not been started. */
  record Created() implements ContainerState {}

  /**
   * Its program runs.
   *
   * @param pid its first process, as the host counts
   */
  record Running(long pid, Instant since) implements ContainerState {}

  /** Its first process has ended, and with it all others. */
  record Exited(Exit exit, Instant at) implements ContainerState {}
}
