package dev.slipway.dockerfile;

import java.nio.file.Path;

/**
 * What a name in {@code FROM} or {@code --from} stands for when the caller says so ({@code
 * --build-context name=…}).
 */
public sealed interface NamedContext {
  /** A directory of this machine. */
  record Directory(Path path) implements NamedContext {}

  /** An image, as a Dockerfile would name it. */
  record Image(String reference) implements NamedContext {}
}
