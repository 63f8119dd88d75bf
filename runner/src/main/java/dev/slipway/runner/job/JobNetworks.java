package dev.slipway.runner.job;

import dev.slipway.container.network.Networks;
import dev.slipway.container.network.PodNetwork;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Networks for jobs, one made ahead so that a job need not wait for it. A job reaches what is
 * outside and its instance, as it would elsewhere, and neither pods nor the jobs of others.
 */
final class JobNetworks implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JobNetworks.class.getName());
  private static final String PREFIX = "job-";

  private final Networks networks;
  private @Nullable CompletableFuture<PodNetwork> ahead;
  private boolean closed;

  JobNetworks(Networks networks) {
    this.networks = networks;
    // What a killed process left behind.
    networks.list().stream()
        .map(PodNetwork::id)
        .filter(id -> id.startsWith(PREFIX))
        .forEach(networks::remove);
    prepare();
  }

  private synchronized void prepare() {
    if (!closed) {
      ahead = CompletableFuture.supplyAsync(this::create, Thread::startVirtualThread);
    }
  }

  private PodNetwork create() {
    return networks.createShielded(PREFIX + UUID.randomUUID());
  }

  PodNetwork take() {
    CompletableFuture<PodNetwork> prepared;
    synchronized (this) {
      prepared = ahead;
      ahead = null;
    }
    try {
      PodNetwork network = prepared == null ? create() : prepared.join();
      if (network.holder().isAlive()) {
        return network;
      }
      networks.remove(network.id());
    } catch (CompletionException e) {
      LOG.log(System.Logger.Level.WARNING, "could not prepare a network for a job", e);
    }
    return create();
  }

  /** Makes the next one; not while a job waits to start. */
  void prepareNext() {
    synchronized (this) {
      if (ahead != null) {
        return;
      }
    }
    prepare();
  }

  void giveBack(PodNetwork network) {
    networks.remove(network.id());
  }

  @Override
  public void close() {
    CompletableFuture<PodNetwork> prepared;
    synchronized (this) {
      closed = true;
      prepared = ahead;
      ahead = null;
    }
    if (prepared != null) {
      prepared.thenAccept(this::giveBack).exceptionally(failure -> null).join();
    }
  }
}
