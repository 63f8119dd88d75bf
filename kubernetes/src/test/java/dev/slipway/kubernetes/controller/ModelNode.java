package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings one pod one step on: assigned, given its parts one by one, ready; when it is to go,
 * unready, its parts taken back one by one, gone. It knows nothing but the cluster and the machine.
 */
final class ModelNode {
  private static final WriteOptions BY = WriteOptions.by("model-node");

  private final Cluster cluster;
  private final ModelMachine machine;

  /** Pods whose probes fail, by uid. */
  private final Set<String> ill;

  ModelNode(Cluster cluster, ModelMachine machine, Set<String> ill) {
    this.cluster = cluster;
    this.machine = machine;
    this.ill = ill;
  }

  /** One step of a pod of its choice, or of one that is no more and has left something behind. */
  void step(Random random) {
    List<KubeObject> pods = cluster.list(ResourceType.PODS, Selection.namespace("default")).items();
    var uids = new TreeSet<>(machine.pods());
    pods.forEach(p -> uids.add(p.uid()));
    if (uids.isEmpty()) {
      return;
    }
    String uid = new ArrayList<>(uids).get(random.nextInt(uids.size()));
    pods.stream()
        .filter(p -> p.uid().equals(uid))
        .findFirst()
        .ifPresentOrElse(this::step, () -> machine.take(uid));
  }

  private void step(KubeObject pod) {
    String image = pod.at("/spec/containers/0/image").asString("");
    if (pod.isBeingDeleted()) {
      if (!machine.take(pod.uid())) {
        cluster.delete(
            ResourceType.PODS, pod.objectName(), DeleteOptions.grace(0).onlyUid(pod.uid()));
      }
    } else if (pod.spec().path("nodeName").asString("").isEmpty()) {
      cluster.edit(
          ResourceType.PODS,
          pod.objectName(),
          tree -> tree.withObject("/spec").put("nodeName", "model"),
          BY);
    } else if (machine.missing(pod.uid()).isPresent()) {
      boolean container = machine.missing(pod.uid()).get() == ModelMachine.Part.CONTAINER;
      if (!container || machine.pull(image)) {
        machine.give(pod.uid());
      }
    } else {
      probe(pod, !ill.contains(pod.uid()) && !image.startsWith("bad"));
    }
  }

  private void probe(KubeObject pod, boolean well) {
    if (new PodView(pod).isReady() != well) {
      cluster.editStatus(ResourceType.PODS, pod.objectName(), tree -> report(tree, well), BY);
    }
  }

  private void report(ObjectNode tree, boolean ready) {
    ObjectNode status = tree.withObject("/status");
    status.put("phase", "Running");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", ready ? "True" : "False")
        .put("lastTransitionTime", Timestamps.seconds(cluster.clock().instant()));
  }

  /** What the machine still holds for pods that are not among these. */
  Set<String> leaked(List<KubeObject> pods) {
    var left = new HashSet<>(machine.pods());
    pods.forEach(p -> left.remove(p.uid()));
    return left;
  }
}
