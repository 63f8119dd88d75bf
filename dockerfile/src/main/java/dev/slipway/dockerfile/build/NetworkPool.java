package dev.slipway.dockerfile.build;

import dev.slipway.container.network.Networks;
import dev.slipway.container.network.PodNetwork;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Networks for RUN steps: each has one to itself while it runs, the next one gets it afterwards.
 * Nothing of a step survives it, so nothing is left in its network either.
 */
final class NetworkPool implements AutoCloseable {
  private static final String PREFIX = "build-";

  private final Networks networks;
  private final Deque<PodNetwork> idle = new ArrayDeque<>();
  private int made;
  private boolean closed;

  /** Removes what a killed process left. */
  NetworkPool(Networks networks) {
    this.networks = networks;
    for (PodNetwork network : networks.list()) {
      if (network.id().startsWith(PREFIX)) {
        networks.remove(network.id());
      }
    }
  }

  PodNetwork take() {
    String id;
    synchronized (this) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
      made++;
      id = PREFIX + made;
    }
    return networks.createShielded(id);
  }

  void giveBack(PodNetwork network) {
    synchronized (this) {
      if (!closed) {
        idle.push(network);
        return;
      }
    }
    networks.remove(network.id());
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (PodNetwork network : idle) {
      networks.remove(network.id());
    }
    idle.clear();
  }
}
