package dev.slipway.delivery;

import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.manifest.KubeObject;

/**
 * Port: sees what is in a cluster. Who wrote a Deployment is in its annotations ({@link
 * dev.slipway.delivery.release.Stamps}), so that any cluster with an admission webhook can serve.
 */
public interface ClusterWatch {
  /** The objects of a namespace now. */
  EnvironmentView view(String namespace);

  /**
   * Starts telling, beginning with everything that is there; ends when the answer is closed.
   *
   * @return ends it; does not fail
   */
  Subscription subscribe(Listener listener);

  /** A running subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** Hears of changes, one after the other; must not block. */
  interface Listener {
    /** A Deployment came or changed; told for every state of it, in order. */
    void landed(KubeObject deployment);

    /** Something else in a namespace changed. */
    void changed(String namespace);
  }
}
