package dev.slipway.kubernetes;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What a cluster is told by its surroundings.
 *
 * @param serviceRange where ClusterIPs come from, in CIDR notation such as {@code 10.96.0.0/16}
 * @param firstNodePort the first port for Services of type NodePort; usually 30000
 * @param lastNodePort the last one; usually 32767
 * @param random for generated names, uids and addresses
 */
public record ClusterSettings(
    String serviceRange, int firstNodePort, int lastNodePort, Clock clock, RandomGenerator random) {
  public ClusterSettings {
    if (firstNodePort < 1 || lastNodePort > 65535 || firstNodePort > lastNodePort) {
      throw new IllegalArgumentException(
          "node ports " + firstNodePort + "-" + lastNodePort + " are no range of ports");
    }
  }
}
