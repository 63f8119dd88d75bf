package dev.slipway.dockerfile.plan;

import java.nio.file.Path;

/** Where files that are copied, mounted or built upon come from. */
public sealed interface Origin {
  /** The build context, without what the ignore file excludes. */
  record Context() implements Origin {}

  /** A directory that the caller gave a name. */
  record Directory(String name, Path path) implements Origin {}

  /** The result of a stage. */
  record OfStage(int index) implements Origin {}

  /** An image, as the Dockerfile or the caller names it. */
  record Image(String reference) implements Origin {}

  /** Nothing at all: {@code FROM scratch}. */
  record Scratch() implements Origin {}
}
