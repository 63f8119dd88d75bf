package dev.slipway.runner.job;

import dev.slipway.posix.Handle;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import dev.slipway.runner.JobFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a job, by its root. */
final class RootFiles implements JobFiles {
  private final RootedDirectory root;
  private final Path workspace;
  private final Path scratches;

  private RootFiles(RootedDirectory root, Path workspace, Path scratches) {
    this.root = root;
    this.workspace = workspace;
    this.scratches = scratches;
  }

  /**
   * Makes the directories every job has.
   *
   * @param directory beside the root, on its file system
   */
  static RootFiles open(Path root, Path directory, String repository) throws IOException {
    Path scratches = Files.createDirectory(directory.resolve("scratch"));
    var files = new RootFiles(RootedDirectory.of(root), JobLayout.workspace(repository), scratches);
    files.hostDirectory(files.workspace);
    files.hostDirectory(JobLayout.COMMAND_FILES);
    PosixFiles.chmod(scratches, 0700);
    return files;
  }

  @Override
  public Path workspace() {
    return workspace;
  }

  @Override
  public Path temporary() {
    return JobLayout.TEMPORARY;
  }

  @Override
  public Path toolCache() {
    return JobLayout.TOOL_CACHE;
  }

  @Override
  public Path home() {
    return JobLayout.HOME;
  }

  @Override
  public Path host(Path inJob) throws IOException {
    return root.resolve(inJob);
  }

  @Override
  public Handle open(Path inJob) throws IOException {
    return root.open(inJob);
  }

  @Override
  public Path hostEntry(Path inJob) throws IOException {
    return root.resolveEntry(inJob);
  }

  @Override
  public Path hostDirectory(Path inJob) throws IOException {
    return root.createDirectories(inJob);
  }

  @Override
  public Path scratch() throws IOException {
    return Files.createTempDirectory(scratches, "step");
  }

  void close() throws PosixException {
    root.close();
  }
}
