package dev.slipway.runner;

import dev.slipway.posix.Handle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of a job. Paths are as the job sees them; links are followed inside the job's root and
 * never lead out of it (openat2(2), RESOLVE_IN_ROOT).
 */
public interface JobFiles {
  /** {@code GITHUB_WORKSPACE}, as the job sees it. */
  Path workspace();

  /** {@code RUNNER_TEMP}, as the job sees it. */
  Path temporary();

  /** {@code RUNNER_TOOL_CACHE}, as the job sees it. */
  Path toolCache();

  /** {@code HOME}, as the job sees it. */
  Path home();

  /**
   * The real place of something that exists.
   *
   * @throws IOException when it does not
   */
  Path host(Path inJob) throws IOException;

  /**
   * Opens something that exists for reference. Unlike a real place it stays what was found inside
   * the root, whatever the job's processes do to the names on the way.
   *
   * @throws IOException when it does not exist
   */
  Handle open(Path inJob) throws IOException;

  /**
   * The real place of a name in an existing directory; the name itself need not exist and is not
   * followed. Here things are created, replaced and removed.
   */
  Path hostEntry(Path inJob) throws IOException;

  /** The real place of a directory, made with those above it when it is not there. */
  Path hostDirectory(Path inJob) throws IOException;

  /**
   * An empty directory that the job does not see, on the file system of its workspace, so that what
   * is made there can be moved into it. It is removed after the step.
   */
  Path scratch() throws IOException;

  /** The place of a file or directory to be made, not there yet; else as {@link #scratch}. */
  Path scratchEntry() throws IOException;

  /**
   * Lets what was made in a {@link #scratch} directory, with all it holds, belong to the user whom
   * the job's steps run as.
   */
  void handOver(Path made) throws IOException;
}
