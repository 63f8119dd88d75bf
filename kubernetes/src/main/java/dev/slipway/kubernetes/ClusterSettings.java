package dev.slipway.kubernetes;

import dev.slipway.manifest.ObjectName;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a cluster is told by its surroundings.
 *
 * @param serviceRange where ClusterIPs come from, in CIDR notation such as {@code 10.96.0.0/16}
 * @param firstNodePort the first port for Services of type NodePort; usually 30000
 * @param lastNodePort the last one; usually 32767
 * @param random for generated names, uids and addresses
 * @param api where pods find the API; empty when they cannot use it: they get no tokens then
 */
public record ClusterSettings(
    String serviceRange,
    int firstNodePort,
    int lastNodePort,
    Clock clock,
    RandomGenerator random,
    Optional<ApiAccess> api) {
  /** The Service by which pods reach the API. */
  public static final ObjectName API_SERVICE = new ObjectName("default", "kubernetes");

  public ClusterSettings {
    if (firstNodePort < 1 || lastNodePort > 65535 || firstNodePort > lastNodePort) {
      throw new IllegalArgumentException(
          "node ports " + firstNodePort + "-" + lastNodePort + " are no range of ports");
    }
  }

  /** A cluster whose pods cannot use its API. */
  public ClusterSettings(
      String serviceRange,
      int firstNodePort,
      int lastNodePort,
      Clock clock,
      RandomGenerator random) {
    this(serviceRange, firstNodePort, lastNodePort, clock, random, Optional.empty());
  }
}
