package dev.slipway.node.pod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks now and then whether pods take more of the machine's storage than they may. */
final class StorageWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StorageWatch.class.getName());

  /** Looking takes at most one part in so many of the time. */
  private static final int SHARE = 50;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final NodeParts parts;
  private final Supplier<Collection<PodLife>> lives;
  private final Thread thread;

  private StorageWatch(NodeParts parts, Supplier<Collection<PodLife>> lives) {
    this.parts = parts;
    this.lives = lives;
    this.thread = Thread.ofVirtual().name("pod-storage").unstarted(this::run);
  }

  /** Begins to look; pods without such limits cost nothing. */
  static StorageWatch start(NodeParts parts, Supplier<Collection<PodLife>> lives) {
    var watch = new StorageWatch(parts, lives);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      Duration pause = SHORTEST;
      while (true) {
        Thread.sleep(pause);
        long begin = System.nanoTime();
        for (PodLife life : lives.get()) {
          if (StorageLimits.concern(life.pod()) && life.end().canBeEvicted()) {
            look(life);
          }
        }
        pause = pauseAfter(Duration.ofNanos(System.nanoTime() - begin));
      }
    } catch (InterruptedException e) {
      // The node goes.
    }
  }

  /** Many files take long to look at: then it is done less often. */
  static Duration pauseAfter(Duration took) {
    Duration wanted = took.multipliedBy(SHARE);
    return wanted.compareTo(SHORTEST) < 0
        ? SHORTEST
        : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
  }

  private void look(PodLife life) {
    try {
      Optional<String> exceeded = StorageLimits.exceeded(parts, life.pod());
      exceeded.ifPresent(life.end()::evict);
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.WARNING, "the storage of {0} cannot be measured: {1}", life.pod(), e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
