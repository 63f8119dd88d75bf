package dev.slipway.registry.cleanup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One clean-up policy of a repository, as Artifact Registry has them.
 *
 * @param id unique in the repository
 */
public record CleanupPolicy(String id, Action action, Rule rule) {
  /** What becomes of a version that the rule matches; keeping wins over deleting. */
  public enum Action {
    DELETE,
    KEEP
  }

  /** Whether a version has tags. */
  public enum TagState {
    TAGGED,
    UNTAGGED,
    ANY
  }

  /** Which versions it is about. */
  public sealed interface Rule {}

  /**
   * All that is said must hold; an empty list or value says nothing.
   *
   * @param tagPrefixes the version has a tag that begins with one of them
   * @param versionNamePrefixes its digest begins with one of them
   * @param packageNamePrefixes the image's name in the repository begins with one of them
   * @param olderThan pushed longer ago
   * @param newerThan pushed more recently
   * @param moreStaleThan not pulled for longer, or never and pushed longer ago
   */
  public record Condition(
      TagState tagState,
      List<String> tagPrefixes,
      List<String> versionNamePrefixes,
      List<String> packageNamePrefixes,
      Optional<Duration> olderThan,
      Optional<Duration> newerThan,
      Optional<Duration> moreStaleThan)
      implements Rule {
    public Condition {
      tagPrefixes = List.copyOf(tagPrefixes);
      versionNamePrefixes = List.copyOf(versionNamePrefixes);
      packageNamePrefixes = List.copyOf(packageNamePrefixes);
    }
  }

  /**
   * The versions of each image that were pushed last; only for keeping.
   *
   * @param packageNamePrefixes the images it is about; all when empty
   * @param keepCount how many of each, at least 1
   */
  public record MostRecent(List<String> packageNamePrefixes, int keepCount) implements Rule {
    public MostRecent {
      packageNamePrefixes = List.copyOf(packageNamePrefixes);
    }
  }
}
