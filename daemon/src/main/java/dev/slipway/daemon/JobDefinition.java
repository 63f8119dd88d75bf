package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.files.CommitReader;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.action.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the builder itself reads of a job's build - the Dockerfile, the ignore file that counts, of
 * a commit also the environment files whose values must not be shipped - where the job cannot
 * change it any more.
 */
final class JobDefinition {
  private static final String IGNORE = ".dockerignore";
  private static final int MOST_ENVIRONMENT = 64 << 10;

  private final JobBuild order;
  private final Path directory;
  private final Reading reading;
  private final Path dockerfile;
  private final IgnorePatterns ignored;
  private String shownIgnore;

  /** Reads a file by its path in the context's world. */
  @FunctionalInterface
  private interface Reading {
    Optional<byte[]> read(Path path) throws IOException;
  }

  private JobDefinition(JobBuild order, Path scratch, Reading reading) throws IOException {
    this.order = order;
    this.directory = Files.createDirectory(scratch.resolve("definition"));
    this.reading = reading;
    this.dockerfile = copyDockerfile();
    this.shownIgnore = dockerfile.getFileName() + IGNORE;
    this.ignored = copyIgnoreFile();
  }

  /** Of a build that reads a directory of the job. */
  static JobDefinition ofDirectory(JobBuild order, JobFiles files, Path scratch)
      throws IOException {
    return new JobDefinition(order, scratch, path -> new Placement(files).read(path));
  }

  /** Of a build that reads a commit. */
  static JobDefinition ofCommit(JobBuild order, CommitContext commit, Path scratch)
      throws IOException {
    var files = CommitReader.of(commit);
    var definition =
        new JobDefinition(order, scratch, path -> files.read(path.toString().substring(1)));
    for (String name : files.names()) {
      if (name.startsWith(".env")) {
        Optional<byte[]> text = files.start(name, MOST_ENVIRONMENT);
        if (text.isPresent()) {
          Files.write(definition.directory.resolve(name), text.get());
        }
      }
    }
    return definition;
  }

  /** Where it lies. */
  Path directory() {
    return directory;
  }

  Path dockerfile() {
    return dockerfile;
  }

  /** What the context is shown without. */
  IgnorePatterns ignored() {
    return ignored;
  }

  /** A commit's files start at its root. */
  private Path context() {
    return switch (order.context()) {
      case JobContext.Directory(Path path) -> path;
      case JobContext.Commit commit -> Path.of("/");
    };
  }

  private Path inJob() {
    return order.dockerfile().orElseGet(() -> context().resolve("Dockerfile"));
  }

  /** Of a commit it keeps its path, which messages then show. */
  private Path place() throws IOException {
    Path below =
        switch (order.context()) {
          case JobContext.Directory inWorkspace -> Path.of(String.valueOf(inJob().getFileName()));
          case JobContext.Commit commit -> context().relativize(inJob());
        };
    Path place = directory.resolve(below);
    Files.createDirectories(place.resolveSibling(""));
    return place;
  }

  private Path copyDockerfile() throws IOException {
    Path place = place();
    if (order.dockerfileText().isPresent()) {
      return Files.writeString(place, order.dockerfileText().get());
    }
    byte[] text =
        reading
            .read(inJob())
            .orElseThrow(() ->
                new InputException(
                    InputException.Position.of(inJob().toString()),
                    "failed to read dockerfile: open "
                        + inJob().getFileName()
                        + ": no such file or directory",
                    "name it with --file"));
    return Files.write(place, text);
  }

  /**
   * The patterns of the ignore file that counts. They are laid beside the Dockerfile, where the
   * builder looks first.
   */
  private IgnorePatterns copyIgnoreFile() throws IOException {
    Path own = inJob().resolveSibling(dockerfile.getFileName() + IGNORE);
    Optional<byte[]> found =
        order.dockerfileText().isPresent() ? Optional.empty() : reading.read(own);
    if (found.isEmpty()) {
      found = reading.read(context().resolve(IGNORE));
      shownIgnore = IGNORE;
    }
    byte[] text = found.orElse(new byte[0]);
    Files.write(ignoreFile(), text);
    return IgnorePatterns.parse(text, shownIgnore);
  }

  private Path ignoreFile() {
    return dockerfile.resolveSibling(dockerfile.getFileName() + IGNORE);
  }

  /** Shows the job's own paths in place of these. */
  String inJob(String text) {
    return text.replace(ignoreFile().toString(), shownIgnore)
        .replace(dockerfile.toString(), shown());
  }

  /** Below the context its path there, as the builder shows it. */
  private String shown() {
    if (order.dockerfileText().isPresent()) {
      return String.valueOf(inJob().getFileName());
    }
    return inJob().startsWith(context())
        ? context().relativize(inJob()).toString()
        : inJob().toString();
  }
}
