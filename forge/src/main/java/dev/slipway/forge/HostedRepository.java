package dev.slipway.forge;

import java.time.Instant;
import java.util.Optional;

/**
 * A hosted repository.
 *
 * @param id its number, which never changes and is never given again
 * @param defaultBranch such as {@code main}; it need not have a commit yet
 * @param visibility who may read it without being given a permission
 * @param parent what it was forked from
 */
public record HostedRepository(
    long id,
    RepositoryName name,
    String defaultBranch,
    Visibility visibility,
    Optional<Long> parent,
    Instant created) {
  /** Who may read. */
  public enum Visibility {
    /** Who has the permission to pull. */
    PRIVATE,
    /** Everybody who reaches the process. */
    PUBLIC
  }

  /** The full name of the default branch's ref. */
  public String defaultRef() {
    return "refs/heads/" + defaultBranch;
  }
}
