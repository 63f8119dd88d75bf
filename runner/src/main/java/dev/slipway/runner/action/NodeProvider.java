package dev.slipway.runner.action;

import dev.slipway.base.SlipwayException;
import java.nio.file.Path;

/** A native action that can bring a version of Node.js which the machine does not have. */
public interface NodeProvider {
  /**
   * Brings a version of Node.js into the job.
   *
   * @param major as in {@code 20}
   * @return the program, as the job sees it
   * @throws SlipwayException when it cannot be had
   */
  Path node(ActionRun run, int major) throws InterruptedException;
}
