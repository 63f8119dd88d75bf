package dev.slipway.dockerfile.ignore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the ignore file of a build. */
public final class IgnoreFile {
  private IgnoreFile() {}

  /**
   * Where an ignore file may be, the first that exists counts: {@code <Dockerfile>.dockerignore}
   * beside the Dockerfile, then {@code .dockerignore} at the root of the context.
   */
  public static List<Path> candidates(Path context, Path dockerfile) {
    Path own = dockerfile.resolveSibling(dockerfile.getFileName() + ".dockerignore");
    return List.of(own, context.resolve(".dockerignore"));
  }

  /** The ignore file that counts, when there is one. */
  public static Optional<Path> find(Path context, Path dockerfile) {
    return candidates(context, dockerfile).stream().filter(Files::isRegularFile).findFirst();
  }

  /**
   * The patterns that count for a build.
   *
   * @throws IOException when the file cannot be read
   * @throws dev.slipway.base.InputException when a pattern is broken
   */
  public static IgnorePatterns read(Path context, Path dockerfile) throws IOException {
    Optional<Path> file = find(context, dockerfile);
    return file.isEmpty()
        ? IgnorePatterns.none()
        : IgnorePatterns.parse(Files.readAllBytes(file.get()), file.get().toString());
  }
}
