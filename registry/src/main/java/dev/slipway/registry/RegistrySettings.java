package dev.slipway.registry;

/**
 * How a registry behaves.
 *
 * @param location where its repositories are said to be, such as {@code us-central1}
 * @param maxManifest the largest manifest taken, bytes; at least 4 MiB by the specification
 * @param sparseIndexes what happens to an index whose manifests are not all here
 */
public record RegistrySettings(String location, int maxManifest, SparseIndexes sparseIndexes) {
  private static final int MINIMUM = 4 << 20;

  /** What happens to an index whose manifests are not all here. */
  public enum SparseIndexes {
    REFUSED,
    ACCEPTED
  }

  public RegistrySettings {
    if (maxManifest < MINIMUM) {
      throw new IllegalArgumentException("a registry takes manifests of at least 4 MiB");
    }
  }

  /** The usual: 8 MiB manifests, whole indexes. */
  public static RegistrySettings of(String location) {
    return new RegistrySettings(location, 2 * MINIMUM, SparseIndexes.REFUSED);
  }
}
