package dev.slipway.node.proxy;

import java.net.ServerSocket;
import java.time.Duration;

/** Keeps an acceptor that cannot accept (too many open files) from spinning. */
final class Pauses {
  private static final Duration AFTER_FAILURE = Duration.ofMillis(50);

  private Pauses() {}

  static void afterFailedAccept(ServerSocket server) {
    if (server.isClosed()) {
      return;
    }
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
