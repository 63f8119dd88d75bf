package dev.slipway.registry;

import dev.slipway.registry.cleanup.CleanupPolicy;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A repository, as Artifact Registry has them: standard ones, of format Docker.
 *
 * @param creator who made it
 * @param updated when its settings last changed
 */
public record Repository(
    RepositoryPath path, Instant created, String creator, Instant updated, Settings settings) {

  /** Whether clean-up policies delete or only say what they would. */
  public enum CleanupMode {
    ACTIVE,
    DRY_RUN
  }

  /**
   * What can be changed about it.
   *
   * @param labels keys and values in lower case, as Artifact Registry wants them
   * @param tags whether its tags can move and be deleted
   */
  public record Settings(
      String description,
      Map<String, String> labels,
      TagMobility tags,
      List<CleanupPolicy> policies,
      CleanupMode cleanup) {
    /** Of a repository of which nothing was said. */
    public static final Settings DEFAULT =
        new Settings("", Map.of(), TagMobility.MOVABLE, List.of(), CleanupMode.ACTIVE);

    public Settings {
      labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
      policies = List.copyOf(policies);
    }

    public Settings withDescription(String text) {
      return new Settings(text, labels, tags, policies, cleanup);
    }

    public Settings withLabels(Map<String, String> those) {
      return new Settings(description, those, tags, policies, cleanup);
    }

    public Settings withTags(TagMobility those) {
      return new Settings(description, labels, those, policies, cleanup);
    }

    public Settings withPolicies(List<CleanupPolicy> those) {
      return new Settings(description, labels, tags, those, cleanup);
    }

    public Settings withCleanup(CleanupMode mode) {
      return new Settings(description, labels, tags, policies, mode);
    }
  }
}
