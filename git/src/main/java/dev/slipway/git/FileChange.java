package dev.slipway.git;

/** A file that differs between two commits. */
public record FileChange(String path, Kind kind) {
  /** What became of it. */
  public enum Kind {
    ADDED,
    REMOVED,
    MODIFIED
  }
}
