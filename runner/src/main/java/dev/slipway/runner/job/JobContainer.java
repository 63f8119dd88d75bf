package dev.slipway.runner.job;

import dev.slipway.runner.JobFiles;
import dev.slipway.runner.LineListener;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a job's programs run in: a container of its own, or this machine as it is where its
 * administrator allows that. One program runs in it at a time; what a program leaves in the
 * background goes on. Closing ends and removes everything.
 */
public sealed interface JobContainer extends AutoCloseable permits ConfinedJob, HostJob {
  JobFiles files();

  /** What the job's root is made of. */
  JobBase base();

  /** Where the programs are that come first on the PATH, as the job sees it. */
  Path programs();

  /**
   * Variables that every program of the job needs because of where it runs: the home, the PATH
   * (without what steps and stand-ins add), and what the host's administrator added.
   */
  Map<String, String> environment();

  /**
   * Starts a program, after those before it have ended.
   *
   * @param listener hears both of its streams in the order in which it writes
   */
  OrderRun run(Order order, LineListener listener) throws InterruptedException;

  @Override
  void close();
}
