package dev.slipway.runner.run;

import java.util.concurrent.Semaphore;

/** The places for jobs: so many run at once, the others wait in the order in which they came. */
final class JobPlaces {
  private final int count;
  private final Semaphore places;

  JobPlaces(int count) {
    this.count = count;
    this.places = new Semaphore(count, true);
  }

  boolean tryTake() {
    return places.tryAcquire();
  }

  void take() throws InterruptedException {
    places.acquire();
  }

  void giveBack() {
    places.release();
  }

  /** Why a job waits. */
  String reason() {
    return "all " + count + " places for jobs are taken";
  }
}
