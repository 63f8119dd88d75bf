package dev.slipway.runner.job;

import dev.slipway.container.Exit;
import dev.slipway.container.ForegroundRun;
import java.io.OutputStream;

/** The process that runs a job's programs one by one. */
interface FirstProcess {
  /** What it reads; closing it ends its input. */
  OutputStream input();

  /** Waits for its end; all its output has been heard then. */
  Exit await() throws InterruptedException;

  /** Ends it, and everything it has started, at once. */
  void cancel();

  /** That of a container. */
  static FirstProcess of(ForegroundRun run) {
    return new FirstProcess() {
      @Override
      public OutputStream input() {
        return run.input();
      }

      @Override
      public Exit await() throws InterruptedException {
        return run.await();
      }

      @Override
      public void cancel() {
        run.cancel();
      }
    };
  }
}
