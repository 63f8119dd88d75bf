package dev.slipway.node;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Containers;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.controller.EventRecorder;
import dev.slipway.node.image.PodImages;
import dev.slipway.node.log.LogRotation;
import dev.slipway.node.pod.NodeParts;
import dev.slipway.node.pod.Pods;
import dev.slipway.node.proxy.Traffic;
import dev.slipway.node.schedule.Scheduler;
import dev.slipway.node.volume.PodTokens;
import java.io.IOException;
import java.nio.file.Files;

/**
 * The cluster's node, running: it assigns pods to itself, runs them and reports.
 *
 * <p>Containers live under supervisors of their own. {@link #close} leaves them running, and so
 * does the death of this process; the next start adopts them.
 */
public final class Node implements AutoCloseable {
  private final NodeObject object;
  private final Pods pods;
  private final Scheduler scheduler;
  private final EventRecorder events;
  private final Agent agent;
  private final LogRotation rotation;

  private Node(
      NodeObject object,
      Pods pods,
      Scheduler scheduler,
      EventRecorder events,
      Agent agent,
      LogRotation rotation) {
    this.rotation = rotation;
    this.object = object;
    this.pods = pods;
    this.scheduler = scheduler;
    this.events = events;
    this.agent = agent;
  }

  /**
   * Starts the node; running containers are adopted when this returns.
   *
   * @param traffic shared with the proxies, so that pods are drained before they end
   * @param tokens of the pods' service accounts
   */
  public static Node start(
      NodeSettings settings,
      Cluster cluster,
      Containers containers,
      Networks networks,
      NameService nameService,
      Snapshots snapshots,
      PodImages images,
      Traffic traffic,
      PodTokens tokens) {
    try {
      Files.createDirectories(settings.directory());
      String address = networks.plan().gateway().getHostAddress();
      EventRecorder events =
          EventRecorder.start(cluster, new EventRecorder.Source("kubelet", settings.name()));
      var parts =
          new NodeParts(
              settings.name(),
              settings.instance(),
              settings.directory().toRealPath(),
              address,
              cluster,
              containers,
              networks,
              snapshots,
              images,
              traffic,
              events,
              settings.clusterServers(),
              nameService,
              tokens);
      NodeObject object =
          NodeObject.start(cluster, settings.name(), address, settings.directory(), images);
      Pods pods = Pods.start(parts);
      Scheduler scheduler = Scheduler.start(cluster, settings.name());
      return new Node(
          object,
          pods,
          scheduler,
          events,
          new Agent(pods, containers, networks),
          LogRotation.start(containers, container -> Pods.place(container).isPresent()));
    } catch (IOException e) {
      throw new SlipwayException("the node could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while the node was starting", e);
    }
  }

  /** Logs and commands of this node's containers, for the API server. */
  public NodeAgent agent() {
    return agent;
  }

  /** Stops looking after pods; their containers run on. */
  @Override
  public void close() {
    rotation.close();
    scheduler.close();
    pods.close();
    object.close();
    events.close();
  }

  /** Stops, ends every pod at once and removes all that pods have on this machine. */
  public void removeEverything() {
    close();
    pods.removeEverything();
  }
}
