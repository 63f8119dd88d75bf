package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.ignore.IgnoreFile;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.lint.BuildChecks;
import dev.slipway.dockerfile.lint.LintInput;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.DockerfileParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A build's Dockerfile: reading it, and what the build checks say of it. */
public final class DockerfileCheck {
  private static final String NO_FILE_HINT = "name the Dockerfile by -f FILE";

  private final BuildRequest request;

  public DockerfileCheck(BuildRequest request) {
    this.request = request;
  }

  /**
   * What the checks find without building: nothing is known of base images then.
   *
   * @throws InputException when the file is missing or wrong
   */
  public LintReport check() throws IOException {
    return BuildChecks.check(input(read()));
  }

  Dockerfile read() throws IOException {
    Path path = request.dockerfile();
    try {
      return DockerfileParser.parse(Files.readAllBytes(path), displayName(path));
    } catch (NoSuchFileException e) {
      throw new InputException(
          Position.of(displayName(path)), "there is no such file", NO_FILE_HINT, e);
    }
  }

  /** With the build's arguments and its ignore file. */
  LintInput input(Dockerfile file) throws IOException {
    LintInput input = LintInput.of(file).withBuildArguments(request.buildArgs());
    Optional<Path> ignore = IgnoreFile.find(request.context(), request.dockerfile());
    if (ignore.isEmpty()) {
      return input;
    }
    String name = displayName(ignore.get());
    return input.withIgnore(name, IgnorePatterns.parse(Files.readAllBytes(ignore.get()), name));
  }

  private String displayName(Path path) {
    return path.startsWith(request.context())
        ? request.context().relativize(path).toString()
        : path.toString();
  }
}
