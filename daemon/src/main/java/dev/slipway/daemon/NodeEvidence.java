package dev.slipway.daemon;

import dev.slipway.delivery.PodEvidence;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.NodeAgent.Run;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What this instance's node and cluster know of a pod (F13, F14). */
final class NodeEvidence implements PodEvidence {
  private static final int MOST_EVENTS = 20;

  private final Cluster cluster;
  private final NodeAgent agent;

  NodeEvidence(Cluster cluster, NodeAgent agent) {
    this.cluster = cluster;
    this.agent = agent;
  }

  @Override
  public List<String> log(String namespace, String pod, String container, int lines) {
    Optional<KubeObject> found = cluster.find(ResourceType.PODS, new ObjectName(namespace, pod));
    if (found.isEmpty()) {
      return List.of();
    }
    List<String> present = log(found.get(), container, Run.CURRENT, lines);
    return present.isEmpty() ? log(found.get(), container, Run.PREVIOUS, lines) : present;
  }

  private List<String> log(KubeObject pod, String container, Run run, int lines) {
    var out = new ByteArrayOutputStream();
    try {
      agent.logs(
          pod,
          new NodeAgent.LogRequest(
              container,
              NodeAgent.Follow.ONCE,
              run,
              NodeAgent.LineTimes.OMIT,
              OptionalLong.of(lines),
              Optional.empty(),
              OptionalLong.empty()),
          out);
    } catch (ApiException | IOException e) {
      // A container that never started has no log: its events tell why.
      return List.of();
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public List<String> events(String namespace, String pod) {
    List<KubeObject> all =
        cluster.list(ResourceType.EVENTS, Selection.namespace(namespace)).items().stream()
            .filter(e -> e.at("/involvedObject/kind").asString("").equals("Pod"))
            .filter(e -> e.at("/involvedObject/name").asString("").equals(pod))
            .sorted(Comparator.comparing((KubeObject e) -> e.at("/lastTimestamp").asString("")))
            .toList();
    return all.stream()
        .skip(Math.max(0, all.size() - MOST_EVENTS))
        .map(NodeEvidence::line)
        .toList();
  }

  private static String line(KubeObject event) {
    int count = event.at("/count").asInt(1);
    return event.at("/type").asString("")
        + " "
        + event.at("/reason").asString("")
        + ": "
        + event.at("/message").asString("")
        + (count > 1 ? " (" + count + " times)" : "");
  }
}
