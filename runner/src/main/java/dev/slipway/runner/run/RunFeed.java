package dev.slipway.runner.run;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells those who watch a run that there is something new; what it is they look up. */
final class RunFeed {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long version;
  private boolean over;

  void changed() {
    lock.lock();
    try {
      version++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** No more will come. */
  void ended() {
    lock.lock();
    try {
      over = true;
      version++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets more news gather for so long, unless no more will come. */
  void rest(Duration time) throws InterruptedException {
    long left = time.toNanos();
    lock.lockInterruptibly();
    try {
      while (!over && left > 0) {
        left = news.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a version after {@code seen}, at most so long; whether there is one. */
  boolean await(long seen, Duration most) throws InterruptedException {
    long left = most.toNanos();
    lock.lockInterruptibly();
    try {
      while (version <= seen && left > 0) {
        left = news.awaitNanos(left);
      }
      return version > seen;
    } finally {
      lock.unlock();
    }
  }
}
