package dev.slipway.git;

import java.util.Optional;

/**
 * What a push does to one ref. Annotated tags are followed to their commits.
 *
 * @param ref the full name
 * @param before where it was; empty when the push makes it
 * @param after where it is to be; empty when the push deletes it
 * @param kind what that amounts to
 */
public record RefChange(
    String ref, Optional<CommitId> before, Optional<CommitId> after, Kind kind) {
  /** The four things a push can do. */
  public enum Kind {
    CREATED,
    /** Forwards: nothing is lost. */
    ADVANCED,
    /** To a commit that does not contain the old one. */
    FORCED,
    DELETED
  }
}
