package dev.slipway.registry;

import java.time.Duration;
import java.util.Set;

/**
 * How a registry behaves.
 *
 * @param location where repositories are that nobody put elsewhere, such as {@code us-central1}
 * @param maxManifest the largest manifest taken, bytes; at least 4 MiB by the specification
 * @param sparseIndexes what happens to an index whose manifests are not all here
 * @param environments tags that stand for environments (specification §10)
 * @param undoWindow how long a removed image can be restored
 * @param uploadGrace how long a blob waits for the manifest that names it
 */
public record RegistrySettings(
    String location,
    int maxManifest,
    SparseIndexes sparseIndexes,
    Set<String> environments,
    Duration undoWindow,
    Duration uploadGrace) {
  private static final int MINIMUM = 4 << 20;
  private static final Set<String> ENVIRONMENTS = Set.of("staging", "production");
  private static final Duration UNDO_WINDOW = Duration.ofDays(7);
  private static final Duration UPLOAD_GRACE = Duration.ofHours(24);

  /** What happens to an index whose manifests are not all here. */
  public enum SparseIndexes {
    REFUSED,
    ACCEPTED
  }

  public RegistrySettings {
    if (maxManifest < MINIMUM) {
      throw new IllegalArgumentException("a registry takes manifests of at least 4 MiB");
    }
    environments = Set.copyOf(environments);
  }

  /** The usual: 8 MiB manifests, whole indexes. */
  public static RegistrySettings of(String location) {
    return new RegistrySettings(
        location, 2 * MINIMUM, SparseIndexes.REFUSED, ENVIRONMENTS, UNDO_WINDOW, UPLOAD_GRACE);
  }

  /** With another answer to indexes that are not whole. */
  public RegistrySettings withSparseIndexes(SparseIndexes policy) {
    return new RegistrySettings(
        location, maxManifest, policy, environments, undoWindow, uploadGrace);
  }

  /** With other times. */
  public RegistrySettings withTimes(Duration undo, Duration grace) {
    return new RegistrySettings(location, maxManifest, sparseIndexes, environments, undo, grace);
  }
}
