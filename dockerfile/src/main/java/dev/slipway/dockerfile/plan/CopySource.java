package dev.slipway.dockerfile.plan;

/** One thing that {@code COPY} or {@code ADD} brings. */
public sealed interface CopySource {
  /** A path, possibly with wildcards, below the root of the step's origin; no leading slash. */
  record FromOrigin(String path) implements CopySource {}

  /** A file written in the Dockerfile, its variables replaced. */
  record Inline(String name, String content) implements CopySource {}

  /** A file to download. */
  record Download(String url) implements CopySource {}
}
