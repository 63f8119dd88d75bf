package dev.slipway.node.pod;

import dev.slipway.container.ContainerMount;
import dev.slipway.container.NetworkMode;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.volume.VolumeProblem;
import dev.slipway.node.volume.Volumes;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * What the containers of a pod share: its network, its volumes, its files.
 *
 * @param address the pod's
 */
record PodResources(
    String address, NetworkMode network, Volumes volumes, List<ContainerMount> files) {

  /** Makes them, or finds those a predecessor made. */
  static PodResources of(NodeParts parts, KubeObject pod) throws VolumeProblem, IOException {
    Path directory = parts.podDirectory(pod.uid());
    Files.createDirectories(directory);
    Volumes volumes = volumes(parts, pod);
    volumes.prepare(pod);
    String address;
    NetworkMode mode;
    if (pod.spec().path("hostNetwork").asBoolean(false)) {
      address = parts.address();
      mode = NetworkMode.host();
    } else {
      PodNetwork network = parts.networks().create(pod.uid());
      address = network.address().getHostAddress();
      mode = network.mode();
    }
    List<ContainerMount> files =
        PodFiles.write(pod, directory.resolve("etc"), address, parts.nameServers());
    return new PodResources(address, mode, volumes, files);
  }

  static Volumes volumes(NodeParts parts, KubeObject pod) {
    JsonNode group = pod.spec().path("securityContext").path("fsGroup");
    return new Volumes(
        parts.cluster(),
        parts.podDirectory(pod.uid()).resolve("volumes"),
        parts.instance().cgroup(),
        pod.uid(),
        group.isNumber() ? OptionalInt.of(group.asInt(0)) : OptionalInt.empty(),
        parts.tokens());
  }

  /** Removes everything of a pod whose containers have ended. */
  static void remove(NodeParts parts, KubeObject pod) throws IOException {
    parts.networks().remove(pod.uid());
    parts.containers().cgroups().remove(ContainerBuilder.group(pod.uid()));
    volumes(parts, pod).remove();
    // The pod's directory goes last: by it a next process finds what this one has not removed.
    for (Path path :
        List.of(
            parts.logDirectory(pod.namespace(), pod.name(), pod.uid()),
            parts.podDirectory(pod.uid()))) {
      if (Files.exists(path)) {
        DirectoryTree.delete(path);
      }
    }
  }
}
