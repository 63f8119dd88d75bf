package dev.slipway.dockerfile.plan;

/** One thing that {@code COPY} or {@code ADD} brings. */
public sealed interface CopySource {
  /**
   * A path, possibly with wildcards.
   *
   * @param path below the root of the step's origin, without a leading slash
   * @param written the same as the Dockerfile has it, for people
   */
  record FromOrigin(String path, String written) implements CopySource {}

  /** A file written in the Dockerfile, its variables replaced. */
  record Inline(String name, String content) implements CopySource {}

  /** A file to download. */
  record Download(String url) implements CopySource {}
}
