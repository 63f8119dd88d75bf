package dev.slipway.runner;

import dev.slipway.git.CommitId;
import java.nio.file.Path;

/** What {@code COPY} reads when a job builds. */
public sealed interface JobContext {
  /** A directory, as the job sees it. */
  record Directory(Path path) implements JobContext {}

  /**
   * A commit of the job's repository; nothing of it has to be in the workspace.
   *
   * @param directory of the commit, without slashes at its ends; empty for all of it
   */
  record Commit(CommitId id, String directory) implements JobContext {}
}
