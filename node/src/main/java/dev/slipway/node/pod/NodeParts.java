package dev.slipway.node.pod;

import dev.slipway.container.Containers;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.controller.EventRecorder;
import dev.slipway.node.image.PodImages;
import dev.slipway.node.proxy.Traffic;
import dev.slipway.node.volume.PodTokens;
import java.nio.file.Path;
import java.util.List;

/**
 * What pods are made with.
 *
 * @param directory the node's own, for volumes, writable layers and logs
 * @param address the machine's, as pods see it
 * @param clusterServers name servers that know Services; empty when there are none
 * @param nameService resolves the names of the world outside
 * @param tokens of the pods' service accounts
 */
public record NodeParts(
    String name,
    InstanceNames instance,
    Path directory,
    String address,
    Cluster cluster,
    Containers containers,
    Networks networks,
    Snapshots snapshots,
    PodImages images,
    Traffic traffic,
    EventRecorder events,
    List<String> clusterServers,
    NameService nameService,
    PodTokens tokens) {

  /**
   * Who resolves names for pods.
   *
   * @param cluster servers that know Services; empty when there are none
   * @param host servers of the machine
   */
  public record NameServers(List<String> cluster, List<String> host) {
    public NameServers {
      cluster = List.copyOf(cluster);
      host = List.copyOf(host);
    }
  }

  NameServers nameServers() {
    return new NameServers(clusterServers, nameService.forContainers().servers());
  }

  /** What belongs to one pod. */
  Path podDirectory(String uid) {
    return directory.resolve("pods").resolve(uid);
  }

  Path logDirectory(String namespace, String pod, String uid) {
    return directory.resolve("logs").resolve(namespace + "_" + pod + "_" + uid);
  }
}
