package dev.slipway.kubernetes.controller;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What pods have on a machine. It outlives the process that gives and takes it. */
final class ModelMachine {
  /** In the order in which a pod gets them; given back from the last to the first. */
  enum Part {
    NETWORK,
    MOUNT,
    CGROUP,
    CONTAINER
  }

  private static final int SLOWEST_PULL = 40;

  private final Random random;
  private final Map<String, Integer> held = new TreeMap<>();
  private final Map<String, Integer> pulls = new HashMap<>();

  ModelMachine(Random random) {
    this.random = random;
  }

  /** The pods that hold anything, by uid. */
  Set<String> pods() {
    return new TreeSet<>(held.keySet());
  }

  /** What the pod is to get next; empty when it has everything. */
  Optional<Part> missing(String pod) {
    int count = held.getOrDefault(pod, 0);
    return count == Part.values().length ? Optional.empty() : Optional.of(Part.values()[count]);
  }

  void give(String pod) {
    held.merge(pod, 1, Integer::sum);
  }

  /** Takes the last thing back; false when there is nothing. */
  boolean take(String pod) {
    Integer count = held.get(pod);
    if (count == null) {
      return false;
    }
    if (count == 1) {
      held.remove(pod);
    } else {
      held.put(pod, count - 1);
    }
    return true;
  }

  /** Pulls a little further; whether the image is here now. */
  boolean pull(String image) {
    return pulls.compute(
            image,
            (i, left) -> Math.max(0, (left == null ? random.nextInt(SLOWEST_PULL) : left) - 1))
        == 0;
  }
}
