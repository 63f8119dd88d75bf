package dev.slipway.daemon;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs pods in name only: ready at once, except that images named {@code …-bad} are never there.
 */
final class NameOnlyNode implements NodeAgent, AutoCloseable {
  private static final WriteOptions BY = WriteOptions.by("name-only-node");

  private final Cluster cluster;
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final Informer informer;

  NameOnlyNode(Cluster cluster) {
    this.cluster = cluster;
    this.informer =
        Informer.of(cluster, ResourceType.PODS)
            .handler(Informer.Handler.ofAny(pod -> worker.execute(() -> step(pod))))
            .start();
  }

  private void step(KubeObject seen) {
    try {
      cluster.find(ResourceType.PODS, seen.objectName()).ifPresent(this::move);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private void move(KubeObject pod) {
    if (pod.isBeingDeleted()) {
      cluster.delete(
          ResourceType.PODS, pod.objectName(), DeleteOptions.grace(0).onlyUid(pod.uid()));
    } else if (pod.spec().path("nodeName").asString("").isEmpty()) {
      cluster.edit(
          ResourceType.PODS,
          pod.objectName(),
          tree -> tree.withObject("/spec").put("nodeName", "one"),
          BY);
    } else if (pod.status().path("containerStatuses").isEmpty()) {
      cluster.editStatus(ResourceType.PODS, pod.objectName(), this::start, BY);
    }
  }

  private void start(ObjectNode tree) {
    String image = tree.at("/spec/containers/0/image").asString("");
    // A commit may have these letters in its name too.
    boolean bad = image.contains("-bad:");
    ObjectNode status = tree.withObject("/status");
    status.put("phase", bad ? "Pending" : "Running").put("podIP", "10.1.0.1");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", bad ? "False" : "True")
        .put("lastTransitionTime", Timestamps.seconds(cluster.clock().instant()));
    ObjectNode container = status.putArray("containerStatuses").addObject();
    container.put("name", "app").put("ready", !bad).put("restartCount", 0);
    container.put("image", image).put("imageID", bad ? "" : DeliveryOnClusterTest.digest(image));
    if (bad) {
      container
          .putObject("state")
          .putObject("waiting")
          .put("reason", "ImagePullBackOff")
          .put("message", "nobody has " + image);
    } else {
      container
          .putObject("state")
          .putObject("running")
          .put("startedAt", Timestamps.seconds(cluster.clock().instant()));
    }
  }

  @Override
  public void logs(KubeObject pod, LogRequest request, OutputStream out) throws IOException {
    out.write(("last words of " + request.container() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public ExecResult exec(KubeObject pod, ExecRequest request, ExecStreams streams) {
    throw ApiException.badRequest("nothing runs here");
  }

  @Override
  public java.net.Socket connect(KubeObject pod, int port) throws java.io.IOException {
    throw new java.io.IOException("pods of this node run in name only");
  }

  @Override
  public ExecResult attach(KubeObject pod, ExecRequest request, ExecStreams streams) {
    throw ApiException.badRequest("nothing runs here");
  }

  @Override
  public void close() {
    informer.close();
    worker.shutdownNow();
  }
}
