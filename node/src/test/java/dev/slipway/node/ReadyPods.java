package dev.slipway.node;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Counts the ready pods at every change of a pod, and says when there are too few. */
final class ReadyPods implements Informer.Handler {
  /** What a line about too few of them begins with. */
  static final String TOO_FEW = "too few: ";

  private final int allowed;
  private final Map<String, KubeObject> pods = new TreeMap<>();

  /** Whether all that were there at the start are known. */
  private boolean watching;

  private ReadyPods(int allowed) {
    this.allowed = allowed;
  }

  /** Watches as long as the process lives. */
  static void watch(Cluster cluster, int allowed) throws InterruptedException {
    var pods = new ReadyPods(allowed);
    Informer.of(cluster, ResourceType.PODS).handler(pods).start().awaitSynced();
    pods.begin();
  }

  private synchronized void begin() {
    watching = true;
    judge("the start");
  }

  @Override
  public synchronized void added(KubeObject pod) {
    pods.put(pod.uid(), pod);
    judge(pod.name());
  }

  @Override
  public synchronized void updated(KubeObject old, KubeObject pod) {
    added(pod);
  }

  @Override
  public synchronized void deleted(KubeObject pod) {
    pods.remove(pod.uid());
    judge(pod.name());
  }

  private void judge(String cause) {
    long ready = pods.values().stream().filter(ReadyPods::isReady).count();
    if (watching && ready < allowed) {
      System.out.println(
          TOO_FEW + ready + " of " + allowed + " are ready after a change of " + cause);
      pods.values().forEach(p -> System.out.println("  " + p.name() + " " + p.status()));
    }
  }

  static boolean isReady(KubeObject pod) {
    if (pod.isBeingDeleted()) {
      return false;
    }
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }
}
