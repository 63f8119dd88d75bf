package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import java.time.Duration;

/** Looks now and then whether the firewall still has the rules of an instance, running. */
public final class FirewallWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FirewallWatch.class.getName());
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Networks networks;
  private final Thread thread;

  private FirewallWatch(Networks networks) {
    this.networks = networks;
    this.thread = Thread.ofVirtual().name("firewall-watch").unstarted(this::run);
  }

  public static FirewallWatch start(Networks networks) {
    var watch = new FirewallWatch(networks);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        look();
      }
    } catch (InterruptedException e) {
      // The instance goes.
    }
  }

  private void look() {
    try {
      networks.mend();
    } catch (SlipwayException e) {
      LOG.log(System.Logger.Level.WARNING, "the firewall cannot be looked at: {0}", e.getMessage());
    }
  }

  /** Afterwards nothing is put back any more. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
