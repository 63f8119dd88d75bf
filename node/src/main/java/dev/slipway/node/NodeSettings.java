package dev.slipway.node;

import dev.slipway.container.InstanceNames;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node is told about itself.
 *
 * @param name the name of its Node object
 * @param directory its own: volumes, writable layers, logs
 * @param instance names what it shares the machine for
 * @param clusterServers name servers that know Services; empty when there are none
 */
public record NodeSettings(
    String name, Path directory, InstanceNames instance, List<String> clusterServers) {
  public NodeSettings {
    clusterServers = List.copyOf(clusterServers);
    if (!name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
      throw new IllegalArgumentException("not a node name: " + name);
    }
  }

  /** A node without cluster DNS. */
  public static NodeSettings of(String name, Path directory, InstanceNames instance) {
    return new NodeSettings(name, directory, instance, List.of());
  }
}
