package dev.slipway.registry;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Cleans and collects from time to time, beside everything else. */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Upkeep.class.getName());

  private final Registry registry;
  private final ImagesInUse uses;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("registry upkeep").factory());

  private Upkeep(Registry registry, ImagesInUse uses) {
    this.registry = registry;
    this.uses = uses;
  }

  /**
   * Begins; the first time comes after a part of one {@code pause}: a process may never get old.
   */
  public static Upkeep start(Registry registry, ImagesInUse uses, Duration pause) {
    var upkeep = new Upkeep(registry, uses);
    var _ =
        upkeep.clock.scheduleWithFixedDelay(
            upkeep::once, pause.dividedBy(6).toSeconds(), pause.toSeconds(), TimeUnit.SECONDS);
    return upkeep;
  }

  private void once() {
    try {
      for (CleanUp.Report report : registry.cleanUp().runAll(uses)) {
        registry.metrics().removed("images", report.removed());
      }
      registry.metrics().removed("blobs", registry.collector().collect().blobs());
    } catch (IOException | RuntimeException e) {
      // What was not done is done the next time.
      LOG.log(Level.ERROR, "the registry's clean-up failed", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
