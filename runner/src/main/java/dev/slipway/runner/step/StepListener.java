package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;

/** Hears how a job's steps begin and end. */
public interface StepListener {
  /**
   * A step begins.
   *
   * @param number from 1
   */
  void started(int number, String name);

  /**
   * A step has ended, or was skipped without having begun.
   *
   * @param outcome before {@code continue-on-error}
   * @param conclusion after it
   */
  void ended(int number, String name, Conclusion outcome, Conclusion conclusion);
}
