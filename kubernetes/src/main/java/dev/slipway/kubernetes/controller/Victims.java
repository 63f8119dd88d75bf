package dev.slipway.kubernetes.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which pods go first when there are too many: those that would be missed least. */
final class Victims {
  private static final Map<String, Integer> PHASES =
      Map.of("Pending", 0, "Unknown", 1, "Running", 2);

  private Victims() {}

  static List<PodView> choose(List<PodView> pods, int count, Instant now) {
    var readyOnNode = new HashMap<String, Integer>();
    pods.stream()
        .filter(PodView::isReady)
        .forEach(p -> readyOnNode.merge(p.node(), 1, Integer::sum));
    return pods.stream().sorted(order(readyOnNode, now)).limit(count).toList();
  }

  private static Comparator<PodView> order(Map<String, Integer> readyOnNode, Instant now) {
    return Comparator.<PodView, Boolean>comparing(p -> !p.node().isEmpty())
        .thenComparingInt(p -> PHASES.getOrDefault(p.phase(), 0))
        .thenComparing(PodView::isReady)
        .thenComparingInt(PodView::deletionCost)
        .thenComparingInt(p -> -readyOnNode.getOrDefault(p.node(), 0))
        .thenComparingInt(p -> p.readySince().map(t -> magnitude(t, now)).orElse(0))
        .thenComparingInt(p -> -p.restarts())
        .thenComparingInt(p -> magnitude(p.object().creationTimestamp().orElse(Instant.EPOCH), now))
        .thenComparing(p -> p.object().uid());
  }

  /** The base-2 logarithm of an age in seconds: ages of one magnitude are as good as equal. */
  private static int magnitude(Instant since, Instant now) {
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    return Long.SIZE - Long.numberOfLeadingZeros(seconds);
  }
}
