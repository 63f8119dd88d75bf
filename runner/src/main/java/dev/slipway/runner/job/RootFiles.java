package dev.slipway.runner.job;

import dev.slipway.container.ProcessUser;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Handle;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import dev.slipway.runner.JobFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The files of a job, by its root. */
final class RootFiles implements JobFiles {
  private final RootedDirectory root;
  private final JobLayout layout;
  private final Path workspace;
  private final Path scratches;
  private final ProcessUser user;
  private final AtomicLong entries = new AtomicLong();

  private RootFiles(
      RootedDirectory root, JobLayout layout, Path workspace, Path scratches, ProcessUser user) {
    this.root = root;
    this.layout = layout;
    this.workspace = workspace;
    this.scratches = scratches;
    this.user = user;
  }

  /**
   * Makes the directories every job has.
   *
   * @param scratches of the job's own, empty, on the file system of the root, where the job does
   *     not reach
   * @param user who owns what is put into the job
   */
  static RootFiles open(
      RootedDirectory root, Path scratches, JobLayout layout, String repository, ProcessUser user)
      throws IOException {
    var files = new RootFiles(root, layout, layout.workspace(repository), scratches, user);
    files.hostDirectory(files.workspace);
    files.hostDirectory(layout.home());
    files.hostDirectory(layout.toolCache());
    files.hostDirectory(JobLayout.commandFiles(layout.temporary()));
    PosixFiles.chmod(scratches, 0700);
    return files;
  }

  @Override
  public Path workspace() {
    return workspace;
  }

  @Override
  public Path temporary() {
    return layout.temporary();
  }

  @Override
  public Path toolCache() {
    return layout.toolCache();
  }

  @Override
  public Path home() {
    return layout.home();
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
    if (isRoot()) {
      return root.createDirectories(inJob);
    }
    var missing = new ArrayList<Path>();
    for (Path path = Path.of("/").resolve(inJob).normalize();
        path != null && !exists(path);
        path = path.getParent()) {
      missing.add(path);
    }
    Path made = root.createDirectories(inJob);
    for (Path path : missing) {
      // By what was opened inside the root: the name may mean something else meanwhile.
      try (Handle opened = root.open(path)) {
        Files.setAttribute(opened.path(), "unix:uid", user.uid());
        Files.setAttribute(opened.path(), "unix:gid", user.gid());
      }
    }
    return made;
  }

  private boolean exists(Path inJob) throws IOException {
    try (Handle opened = root.open(inJob)) {
      return opened.path().isAbsolute();
    } catch (PosixException e) {
      return false;
    }
  }

  private boolean isRoot() {
    return user.uid() == 0;
  }

  @Override
  public Path scratch() throws IOException {
    return Files.createTempDirectory(scratches, "step");
  }

  @Override
  public Path scratchEntry() {
    return scratches.resolve("entry-" + entries.incrementAndGet());
  }

  @Override
  public void handOver(Path made) throws IOException {
    if (isRoot()) {
      return;
    }
    if (PosixFiles.lstat(made).isDirectory()) {
      DirectoryTree.walk(
          made,
          entry -> {
            PosixFiles.lchown(entry.path(), user.uid(), user.gid());
            return DirectoryTree.Next.CONTINUE;
          });
    }
    PosixFiles.lchown(made, user.uid(), user.gid());
  }

  void close() throws PosixException {
    root.close();
  }
}
