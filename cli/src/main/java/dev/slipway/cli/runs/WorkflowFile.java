package dev.slipway.cli.runs;

import dev.slipway.base.SlipwayException;
import dev.slipway.client.GitProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A workflow in a working tree.
 *
 * @param root the directory that contains {@code .github/workflows}
 * @param path the file below the root, with slashes
 */
record WorkflowFile(Path root, String path) {
  private static final Path DIRECTORY = Path.of(".github", "workflows");

  /**
   * Finds the working tree of a file.
   *
   * @throws SlipwayException when it is not there, or not where workflows are
   */
  static WorkflowFile of(Path given) {
    if (!Files.exists(given)) {
      throw new SlipwayException(
          given + " does not exist; name a workflow, such as " + DIRECTORY.resolve("ci.yaml"));
    }
    Path file = GitProgram.real(given.toAbsolutePath());
    Optional<Path> directory = Optional.ofNullable(file.getParent());
    Optional<Path> root =
        directory
            .filter(d -> d.endsWith(DIRECTORY))
            .flatMap(d -> Optional.ofNullable(d.getParent()))
            .flatMap(d -> Optional.ofNullable(d.getParent()));
    if (root.isEmpty() || !Files.isRegularFile(file)) {
      throw new SlipwayException(
          given + " is not a workflow; name a file of a directory .github/workflows");
    }
    return new WorkflowFile(root.get(), DIRECTORY.resolve(file.getFileName()).toString());
  }
}
