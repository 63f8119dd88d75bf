package dev.slipway.forge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One lock per repository; nobody takes a second one while holding the first. */
final class Locks {
  private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();

  <T> T with(long repository, Supplier<T> work) {
    var lock = locks.computeIfAbsent(repository, id -> new ReentrantLock());
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
