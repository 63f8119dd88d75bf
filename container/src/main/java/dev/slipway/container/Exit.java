package dev.slipway.container;

/**
 * How a container's process ended.
 *
 * @param code its exit code; 128 plus the signal's number when a signal ended it
 */
public record Exit(int code, Cause cause) {
  /** Why it ended. */
  public enum Cause {
    /** It exited, or was told to. */
    ENDED,
    /** The kernel killed one of its processes because memory ran out. */
    OUT_OF_MEMORY,
    /** It never started: the program is missing, not executable, or a mount failed. */
    NOT_STARTED,
    /** Nobody saw how: its supervisor or the machine went down. */
    LOST
  }

  public boolean succeeded() {
    return code == 0;
  }
}
